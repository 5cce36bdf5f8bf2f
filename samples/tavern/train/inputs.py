"""Looks at the files that a script is given before any work begins."""

import sentencepiece


def require_files(parser, *paths):
    """Ends the program with a sentence about the first file that is not there."""
    for path in paths:
        if not path.is_file():
            parser.error(f"there is no file {path}")


def require_vocabulary(parser, path):
    """Likewise about a vocabulary. A worker process that cannot read it would be started for ever."""
    require_files(parser, path)
    try:
        sentencepiece.SentencePieceProcessor(model_file=str(path))
    except (OSError, RuntimeError):
        parser.error(f"{path} is no SentencePiece vocabulary")
