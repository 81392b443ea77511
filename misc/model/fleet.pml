/*
 * The log of one Asterisk: leading, the chain, the tail that is read after a refusal, pauses, lost messages, restarts of the server.
 * README.md of this folder maps each step to the sources. A pause of a gateway is a run in which it makes no step; a clock is not
 * modelled: every gateway may take over at every moment, and every wait may end at every moment.
 */

#ifndef GATEWAYS
#define GATEWAYS 2
#endif
/* frames that Asterisk sends, one after another */
#ifndef FRAMES
#define FRAMES 1
#endif
/* entries that the log may have */
#ifndef ENTRIES
#define ENTRIES 5
#endif
/* times that a gateway tries to take over */
#ifndef CLAIMS
#define CLAIMS 2
#endif
/* waits that end without an answer: it is late, or lost */
#ifndef FAULTS
#define FAULTS 1
#endif
/* restarts of the server, which then has forgotten all ids */
#ifndef RESTARTS
#define RESTARTS 0
#endif
/* appends of one gateway that are on their way at the same time */
#ifndef WINDOW
#define WINDOW 2
#endif
#define SLOTS (GATEWAYS * WINDOW)

#define NOBODY 255
#define NONE 255

mtype = { FOLLOWING, CLAIMING, LEADING, ASKING, ANCHORING }
mtype = { FREE, SENT, STORED, REFUSED }

typedef Gateway {
  mtype phase;
  byte epoch;
  byte next;        /* the number of the next entry of the chain */
  byte oldest;      /* the oldest one that is not known to be stored */
  byte beforeN;     /* the id of the entry before the next one */
  byte beforeAnchor;
  byte read;        /* entries of the log that it has read */
  byte heard;       /* frames that its link has delivered */
  byte newest;      /* the newest frame that it has read in the log */
  bool found;       /* it has its place */
  bool gap;         /* its first entry is a gap */
  byte from;        /* the frame of its first other entry */
  bool told;        /* the log has answered: the tail of that moment */
  byte tailLast;
  byte tailBy;
  byte tailEpoch;
  byte tailN;
  byte tailAnchor
}

/* An append on its way. Its id: gateway, epoch, n, anchor. */
typedef Append {
  mtype is;
  byte by;
  byte epoch;
  byte n;
  byte anchor;
  byte frame;       /* 0: no frame */
  bool isGap;
  bool bySequence;  /* expects that sequence, else the id (n, anchor) of its own epoch */
  byte expected;
  byte expectedAnchor;
  bool orphan       /* its gateway does not wait for the answer */
}

typedef Entry { byte by; byte epoch; byte n; byte anchor }

Gateway gw[GATEWAYS];
Append flight[SLOTS];
Entry entry[ENTRIES];
byte frameOf[ENTRIES];
bool isGapAt[ENTRIES];
byte last = 0;
/* entries before this one are forgotten by the search for equal ids */
byte known = 0;
bool hasLastId = false;
byte restarts = 0;
byte faults = 0;
byte claims = 0;
/* the newest frame in the log, and whether a gap stands behind it */
byte logged = 0;
bool mayJump = true;

#define G gw[g]
#define M flight[m]

/* Takes a free place for an append of gateway g: m, or NONE. */
inline place() {
  m = g * WINDOW;
  do
  :: m < (g + 1) * WINDOW && M.is != FREE -> m++
  :: else -> break
  od;
  if
  :: m == (g + 1) * WINDOW -> m = NONE
  :: else
  fi
}

inline send(itsNumber, itsAnchor, itsFrame, aGap, aSequence, theLast, theLastAnchor) {
  M.is = SENT;
  M.by = g;
  M.epoch = G.epoch;
  M.n = itsNumber;
  M.anchor = itsAnchor;
  M.frame = itsFrame;
  M.isGap = aGap;
  M.bySequence = aSequence;
  M.expected = theLast;
  M.expectedAnchor = theLastAnchor;
  M.orphan = false
}

inline clear() {
  M.is = FREE; M.by = 0; M.epoch = 0; M.n = 0; M.anchor = 0; M.frame = 0; M.isGap = false;
  M.bySequence = false; M.expected = 0; M.expectedAnchor = 0; M.orphan = false
}

/* What is on its way has nobody who waits for its answer. */
inline forsake() {
  m = g * WINDOW;
  do
  :: m < (g + 1) * WINDOW -> M.orphan = (M.is != FREE); m++
  :: else -> break
  od;
  m = 0
}

inline forgetTail() {
  G.told = false; G.tailLast = 0; G.tailBy = 0; G.tailEpoch = 0; G.tailN = 0; G.tailAnchor = 0
}

inline follow() {
  G.phase = FOLLOWING; G.epoch = 0; G.next = 0; G.oldest = 0; G.beforeN = 0; G.beforeAnchor = 0;
  G.found = false; G.gap = false; G.from = 0;
  forgetTail();
  forsake()
}

/* The promises, at each entry. */
inline store() {
  assert(last == 0 || M.epoch >= entry[last - 1].epoch);
  if
  :: M.isGap -> mayJump = true
  :: M.frame > 0 ->
    assert(M.frame > logged);
    assert(M.frame == logged + 1 || mayJump);
    logged = M.frame;
    mayJump = false;
#ifdef WITNESS
    /* no promise: shows a run in which the epoch goes on behind an anchor after a restart of the server */
    assert(!(restarts > 0 && last > 0 && entry[last - 1].anchor > 0))
#endif
  :: else
  fi;
  entry[last].by = M.by;
  entry[last].epoch = M.epoch;
  entry[last].n = M.n;
  entry[last].anchor = M.anchor;
  frameOf[last] = M.frame;
  isGapAt[last] = M.isGap;
  last++;
  hasLastId = true;
  M.is = STORED
}

#ifdef NO_FENCE
/* a mutant: the log takes entries of any leader */
#define FITS true
#else
#define FITS (hasLastId && last > 0 && entry[last - 1].by == M.by && entry[last - 1].epoch == M.epoch && entry[last - 1].n == M.expected && entry[last - 1].anchor == M.expectedAnchor)
#endif

/* JetStream takes an append, answers that it has it, or refuses it. */
inline serve() {
  i = known;
  do
  :: i < last && !(entry[i].by == M.by && entry[i].epoch == M.epoch && entry[i].n == M.n && entry[i].anchor == M.anchor) -> i++
  :: else -> break
  od;
  if
  :: i < last -> M.is = STORED
  :: i == last && M.bySequence && M.expected == last -> store()
  :: i == last && !M.bySequence && FITS -> store()
  :: else -> M.is = REFUSED
  fi;
  i = 0;
  if
  :: M.orphan -> clear()
  :: else
  fi
}

/* An answer comes back. */
inline answered() {
  g = M.by;
  if
  :: M.orphan
  :: !M.orphan && G.phase == CLAIMING && M.is == STORED ->
    G.phase = LEADING;
    G.next = 1;
    G.oldest = 1
  :: !M.orphan && G.phase == CLAIMING && M.is == REFUSED -> follow(); m = slot
  :: !M.orphan && G.phase == LEADING && M.is == STORED ->
    if
    :: M.n + 1 > G.oldest -> G.oldest = M.n + 1
    :: else
    fi
  :: !M.orphan && G.phase == LEADING && M.is == REFUSED -> G.phase = ASKING; forsake(); m = slot
  :: !M.orphan && G.phase == ANCHORING && M.is == STORED ->
    G.phase = LEADING;
    G.next = G.oldest;
    G.beforeN = M.n;
    G.beforeAnchor = M.anchor
  :: !M.orphan && G.phase == ANCHORING && M.is == REFUSED -> G.phase = ASKING
  :: else
  fi;
  clear()
}

/* The newest entry decides: another leader, or an anchor of the same epoch behind it. */
inline recover() {
  if
  :: G.tailBy == g && G.tailEpoch == G.epoch ->
    place();
    if
    :: m != NONE ->
      if
      :: G.tailN + 1 > G.oldest -> G.oldest = G.tailN + 1
      :: else
      fi;
      send(G.tailN, G.tailAnchor + 1, 0, false, true, G.tailLast, 0);
      G.phase = ANCHORING
    :: else
    fi;
    forgetTail()
  :: else -> follow()
  fi
}

/* A new leader finds its place behind the newest frame of the log, or tells a gap. */
inline find() {
  G.found = true;
  if
  :: G.epoch == 1 -> G.from = 1
  :: G.epoch > 1 && G.newest > 0 && G.newest <= G.heard -> G.from = G.newest + 1
  :: G.epoch > 1 && G.newest == 0 -> G.gap = true; G.from = G.heard + 1
  :: G.epoch > 1 && G.newest > G.heard ->
    G.gap = true;
#ifdef NO_SKIP
    /* a mutant: frames that the log has come again over a slow link */
    G.from = G.heard + 1
#else
    G.from = G.newest + 1
#endif
  fi
}

inline chain() {
  place();
  if
  :: m != NONE ->
    if
    :: G.gap && G.next == 1 -> send(1, 0, 0, true, false, G.beforeN, G.beforeAnchor)
    :: else -> send(G.next, 0, G.from + G.next - 1 - G.gap, false, false, G.beforeN, G.beforeAnchor)
    fi;
    G.beforeN = G.next;
    G.beforeAnchor = 0;
    G.next++
  :: else
  fi
}

#define hasDraft ((G.gap && G.next == 1) || G.from + G.next - 1 - G.gap <= G.heard)

inline readOne() {
  if
  :: frameOf[G.read] > 0 -> G.newest = frameOf[G.read]
  :: else
  fi;
  G.read++;
  if
  :: G.phase != FOLLOWING && G.phase != CLAIMING && entry[G.read - 1].epoch > G.epoch -> follow()
  :: else
  fi
}

active proctype schedule() {
  byte g = 0;
  byte m = 0;
  byte slot = 0;
  byte i = 0;
  g = 0;
  do
  :: d_step { g < GATEWAYS -> gw[g].phase = FOLLOWING; g++ }
  :: g == GATEWAYS -> break
  od;
  m = 0;
  do
  :: d_step { m < SLOTS -> flight[m].is = FREE; m++ }
  :: m == SLOTS -> break
  od;
  g = 0; m = 0;
  do
  /* the server restarts after its dedupe window */
  :: atomic { restarts < RESTARTS && last > 0 -> restarts++; hasLastId = false; known = last }
  /* an append reaches the server, or its answer reaches the gateway */
  :: atomic {
    select(slot : 0 .. SLOTS - 1);
    m = slot;
    if
    :: M.is == SENT && last < ENTRIES -> d_step { serve() }
    /* lost, and its gateway has noticed; one that is never delivered is lost as well */
    :: M.is == SENT && M.orphan -> d_step { clear() }
    :: M.is == STORED || M.is == REFUSED -> d_step { answered() }
    :: else
    fi;
    m = 0; g = 0; slot = 0
  }
  /* a gateway makes a step */
  :: atomic {
    select(g : 0 .. GATEWAYS - 1);
    if
    /* its link delivers the next frame, early or late */
    :: G.heard < FRAMES -> G.heard++
    :: G.read < last -> d_step { readOne() }
    /* nobody seems to lead; the first one is gateway 0, as they are all alike */
    :: G.phase == FOLLOWING && claims < CLAIMS && (claims > 0 || g == 0) -> d_step {
      place();
      if
      :: m != NONE ->
        claims++;
        G.phase = CLAIMING;
        G.epoch = G.read + 1;
        send(0, 0, 0, false, true, G.read, 0)
      :: else
      fi
    }
    :: G.phase == LEADING && !G.found && G.read >= G.epoch -> d_step { find() }
    :: G.phase == LEADING && G.found && hasDraft && G.next - G.oldest < WINDOW -> d_step { chain() }
    /* the answer does not come: to a claim, to an entry of the chain, to an anchor */
    :: faults < FAULTS && G.phase == CLAIMING -> d_step { faults++; follow() }
    :: faults < FAULTS && (G.phase == ANCHORING || G.phase == LEADING && G.next > G.oldest) ->
      d_step { faults++; G.phase = ASKING; forsake() }
    /* the log tells its newest entry, and the answer comes now or much later */
    :: G.phase == ASKING && !G.told && last > 0 -> d_step {
      G.told = true;
      G.tailLast = last;
      G.tailBy = entry[last - 1].by;
      G.tailEpoch = entry[last - 1].epoch;
      G.tailN = entry[last - 1].n;
      G.tailAnchor = entry[last - 1].anchor
    }
    :: G.phase == ASKING && G.told -> d_step { recover() }
    :: else
    fi;
    m = 0; g = 0
  }
  od
}
