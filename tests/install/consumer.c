/* A host that finds the installed library: version, an engine, and out. */
#include <minstrel/minstrel.h>
#include <stdio.h>

int main(void) {
    mst_engine_desc desc = MST_ENGINE_DESC_INIT;
    mst_engine* engine = NULL;
    mst_text text;
    if (mst_version() != MST_HEADER_VERSION) {
        fprintf(stderr, "library and header differ in version\n");
        return 1;
    }
    if (MST_FAILED(mst_engine_create(&desc, &engine))) {
        mst_last_error(&text);
        fprintf(stderr, "%.*s\n", (int)text.length, text.data);
        return 1;
    }
    mst_build_info(&text);
    printf("%.*s\n", (int)text.length, text.data);
    mst_engine_destroy(engine);
    return 0;
}
