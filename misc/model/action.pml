/*
 * One action of a worker: request, offer, go. Every gateway may believe at every moment that it leads, or not; every message may be late
 * or lost, as nothing forces a step; the worker may lose its patience at every moment.
 */

#ifndef GATEWAYS
#define GATEWAYS 2
#endif
/* requests of the worker: the first one, and repetitions */
#ifndef REQUESTS
#define REQUESTS 2
#endif
#define OFFERS (GATEWAYS * REQUESTS)

mtype = { NOTHING, FLYING, TAKEN, GOING, DECLINED, SETTLED }
mtype = { ASKING, GONE, NOT_SENT, UNKNOWN, DONE }

mtype worker = ASKING;
byte requests = 0;
/* an offer of gateway number / REQUESTS, for the request number % REQUESTS */
mtype offer[OFFERS];
byte executed = 0;

#define O offer[number]

/* Asterisk gets the action. */
inline execute() {
  assert(executed == 0);
  assert(worker != NOT_SENT);
  executed++
}

active proctype schedule() {
  byte number = 0;
  do
  :: number < OFFERS -> offer[number] = NOTHING; number++
  :: else -> break
  od;
  number = 0;
  do
  /* the worker asks, or asks again */
  :: atomic { worker == ASKING && requests < REQUESTS -> requests++ }
  /* its patience ends: before the go, and after it */
  :: atomic { worker == ASKING -> worker = NOT_SENT }
  :: atomic { worker == GONE -> worker = UNKNOWN }
  :: atomic {
    select(number : 0 .. OFFERS - 1);
    if
    /* a request reaches a gateway that believes to lead */
    :: O == NOTHING && number % REQUESTS < requests ->
#ifdef NO_GO
      /* a mutant: the request is the order */
      O = SETTLED;
      execute()
#else
      O = FLYING
#endif
    /* the offer reaches the worker, which takes the first one */
#ifdef EVERY_OFFER
    /* a mutant: it takes all */
    :: O == FLYING && (worker == ASKING || worker == GONE) -> worker = GONE; O = GOING
#else
    :: O == FLYING && worker == ASKING -> worker = GONE; O = GOING
    :: O == FLYING && worker != ASKING -> O = SETTLED
#endif
    /* the go reaches the gateway, which still believes to lead, or no longer */
    :: O == GOING -> O = TAKEN; execute()
    :: O == GOING -> O = DECLINED
    /* its answer reaches the worker */
    :: O == TAKEN -> O = SETTLED; worker = (worker == GONE -> DONE : worker)
    :: O == DECLINED -> O = SETTLED; worker = (worker == GONE -> NOT_SENT : worker)
    :: else
    fi;
    number = 0
  }
  od
}
