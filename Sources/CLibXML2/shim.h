#pragma once
#include <libxml/xmlversion.h>
// Debian's libxml2 is built with ICU, and its headers include ICU's. Foundation contains another version of ICU, and a
// file that includes both does not compile. Nothing of ICU is used here. Its only effect is two additional members in a
// struct that is never accessed.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
