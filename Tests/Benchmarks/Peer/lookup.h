// What gsoap's compiler makes a server of: LookupUserId as Archer's contract has it.
//gsoap archer service name: accesscontrol
//gsoap archer service namespace: http://archer-tech.com/webservices/
//gsoap archer service style: document
//gsoap archer service encoding: literal
//gsoap archer schema namespace: http://archer-tech.com/webservices/
//gsoap archer schema form: qualified
//gsoap archer service method-action: LookupUserId "http://archer-tech.com/webservices/LookupUserId"
int archer__LookupUserId(char *sessionToken, char *username, int *LookupUserIdResult);
