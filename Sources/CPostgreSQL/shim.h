#pragma once
#include <libpq-fe.h>

/* The fields of an error, whose codes are character constants that Swift does not see. */
enum { CPOSTGRESQL_STATE = PG_DIAG_SQLSTATE, CPOSTGRESQL_MESSAGE = PG_DIAG_MESSAGE_PRIMARY };
