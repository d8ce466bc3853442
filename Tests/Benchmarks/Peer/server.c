/* LookupUserId by gSOAP: the peer that look-ups are compared with. The users are in a hash table in memory, and a thread serves each
   connection, as gSOAP's manual has it. Usage: server COUNT TOKEN. Prints its port, and ends with its standard input. */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "accesscontrol.nsmap"
#include "soapH.h"

typedef struct {
    char name[16];
    int id;
} User;

static User *users;
static size_t mask;
static const char *token;

static size_t place(const char *name) {
    unsigned long long hash = 14695981039346656037ULL;
    for (; *name; name++) hash = (hash ^ (unsigned char)*name) * 1099511628211ULL;
    return (size_t)(hash ^ hash >> 32) & mask;
}

static void fill(int count) {
    for (mask = 1; mask < 2 * (size_t)count; mask *= 2) {}
    users = calloc(mask--, sizeof(User));
    if (!users) exit(1);
    for (int number = 0; number < count; number++) {
        char name[16];
        snprintf(name, sizeof name, "user%d", number);
        size_t index = place(name);
        while (users[index].name[0]) index = (index + 1) & mask;
        strcpy(users[index].name, name);
        users[index].id = number + 1000;
    }
}

int archer__LookupUserId(struct soap *soap, char *sessionToken, char *username, int *result) {
    if (!sessionToken || strcmp(sessionToken, token) || !username) return soap_sender_fault(soap, "not allowed", NULL);
    for (size_t index = place(username); users[index].name[0]; index = (index + 1) & mask) {
        if (strcmp(users[index].name, username)) continue;
        *result = users[index].id;
        return SOAP_OK;
    }
    return soap_sender_fault(soap, "no such user", NULL);
}

static void *serve(void *connection) {
    pthread_detach(pthread_self());
    soap_serve(connection);
    soap_destroy(connection);
    soap_end(connection);
    soap_free(connection);
    return NULL;
}

static void *watch(void *nothing) {
    while (getchar() != EOF) {}
    exit(0);
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    token = arguments[2];
    fill(atoi(arguments[1]));
    struct soap *soap = soap_new1(SOAP_IO_KEEPALIVE | SOAP_C_UTFSTRING);
    soap->max_keep_alive = 0;
    soap->bind_flags = SO_REUSEADDR;
    if (!soap_valid_socket(soap_bind(soap, "127.0.0.1", 0, 128))) return 1;
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    getsockname(soap->master, (struct sockaddr *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    pthread_t thread;
    pthread_create(&thread, NULL, watch, NULL);
    while (soap_valid_socket(soap_accept(soap))) {
        struct soap *connection = soap_copy(soap);
        if (!connection || pthread_create(&thread, NULL, serve, connection)) break;
    }
    return 1;
}
