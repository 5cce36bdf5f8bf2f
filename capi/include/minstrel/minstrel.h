/** @file
 * Minstrel: all headers.
 */
#ifndef MINSTREL_MINSTREL_H
#define MINSTREL_MINSTREL_H

#include "minstrel/adapter.h"
#include "minstrel/base.h"
#include "minstrel/engine.h"
#include "minstrel/event.h"
#include "minstrel/frame.h"
#include "minstrel/grammar.h"
#include "minstrel/model.h"
#include "minstrel/request.h"
#include "minstrel/session.h"
#include "minstrel/tools.h"

#endif
