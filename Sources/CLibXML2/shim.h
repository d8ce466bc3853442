#pragma once
#include <libxml/xmlversion.h>
// Debian's libxml2 is built with ICU and its headers bring ICU's in. Foundation has an ICU of its own, of another version, and a file that sees both
// does not compile. Nothing of it is used here; only a struct that is never touched has two members more with it.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
