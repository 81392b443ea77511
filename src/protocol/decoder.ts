/** Bytes in any pieces → frames; the same frames for any cut. */
import { EXCERPT, type Failure, malformed } from '../failure.js'
import { asBuffer, type Encoding, encodingOf, LF, NO_BYTES } from './bytes.js'
import { Frame } from './frame.js'

/** What a hostile or broken server may make us hold. */
export interface Limits {
  /** Bytes of one frame. */
  readonly frame: number
  /** Lines of one frame. */
  readonly headers: number
}

/** Where decoded frames, and faults of frames that had to be given up, go: in wire order. */
export interface Sink {
  readonly frame: (frame: Frame) => void
  readonly fault: (failure: Failure) => void
}

const FRAME_END = '\r\n\r\n'.length
/** The bytes of a frame's end that an earlier piece may already hold. */
const OVERLAP = FRAME_END - 1
/** Bytes that are searched at once. What is in hand when the engine collects garbage is copied, so a small text keeps it quick and small. */
const WINDOW = 4096

/**
 * A decoder for one link: call it with each piece of bytes as it comes. What must outlive the call is copied.
 * A frame over the limits is dropped with a fault, and the next one survives.
 */
export const decoder = (limits: Limits, sink: Sink): ((piece: Uint8Array) => void) => {
  const deliver = assembler(limits, sink)
  const tail = byteStore()
  const blankLine = /\r\n\r?\n/g
  let skipping = false
  /** Whether the frame at hand holds what may be the end of another. */
  let shortEnd = false

  const give = (bytes: Buffer, start: number, end: number, encoding: Encoding): void => {
    if (skipping) skipping = false
    else if (end - start <= limits.frame) deliver(bytes.toString(encoding, start, end), shortEnd)
    else refuse(bytes, start)
    shortEnd = false
  }

  const refuse = (bytes: Buffer, start: number): void => {
    const text = bytes.toString('utf8', start, start + Math.min(limits.frame, EXCERPT))
    sink.fault(malformed(`a frame of more than ${limits.frame} bytes was dropped`, text))
  }

  /** Gives the frames that end at `from` or later; returns where the unfinished one begins. */
  const giveAll = (bytes: Buffer, from: number): number => {
    let start = 0
    let encoding: Encoding | undefined
    for (let at = from; at < bytes.length;) {
      const to = Math.min(at + WINDOW, bytes.length)
      // one character a byte: a text is searched faster than bytes are, for both kinds of blank lines at once
      const text = bytes.toString('latin1', at, to)
      blankLine.lastIndex = 0
      while (blankLine.test(text)) {
        const after = blankLine.lastIndex
        if (text.charCodeAt(after - 2) === LF) shortEnd = true
        else {
          // looked at once, and only when a frame ends, so that a huge one in small pieces is not looked at again and again
          encoding ??= encodingOf(bytes)
          give(bytes, start, at + after - FRAME_END, encoding)
          start = at + after
        }
      }
      at = to < bytes.length ? Math.max(to - OVERLAP, start) : to
    }
    return start
  }

  return (piece) => {
    // no line ends in it, so no frame does: what comes byte by byte is searched once a line
    if (!holdsLineEnd(piece) && tail.length() + piece.length <= limits.frame) {
      tail.add(piece)
      return
    }
    const searched = Math.max(0, tail.length() - OVERLAP)
    const bytes = tail.join(piece)
    let start = giveAll(bytes, searched)
    if (bytes.length - start > limits.frame + OVERLAP) {
      if (!skipping) refuse(bytes, start)
      skipping = true
      start = bytes.length - OVERLAP
    }
    tail.keep(bytes, start)
  }
}

/** A search costs more to begin than a byte does to look at. */
const holdsLineEnd = (piece: Uint8Array): boolean => (piece.length === 1 ? piece[0] === LF : piece.indexOf(LF) >= 0)

/** Holds the bytes of an unfinished frame; grows by doubling, so that tiny pieces of a huge frame stay cheap. */
const byteStore = () => {
  let store = NO_BYTES
  let used = 0
  const add = (piece: Uint8Array): void => {
    const all = used + piece.length
    if (all > store.length) store = Buffer.concat([store.subarray(0, used)], Math.max(2 * all, SMALLEST))
    // a copy costs more to begin than a byte does to write
    if (piece.length === 1) store[used] = piece[0] ?? 0
    else store.set(piece, used)
    used = all
  }
  return {
    length: (): number => used,
    add,
    /** What is held and the piece, as one; the piece itself, uncopied, when nothing is held. */
    join: (piece: Uint8Array): Buffer => {
      if (used === 0) return asBuffer(piece)
      add(piece)
      return store.subarray(0, used)
    },
    /** Keeps what of the joined bytes begins at `start`. */
    keep: (bytes: Buffer, start: number): void => {
      const held = used > 0
      used = bytes.length - start
      if (held && start === 0) return
      if (store.length > ROOMY && used < ROOMY) store = NO_BYTES
      if (used > store.length) store = Buffer.alloc(Math.max(used, SMALLEST))
      if (used > 0) bytes.copy(store, 0, start)
    },
  }
}

const SMALLEST = 4096
/** Above this the store is given back once a huge frame has passed. */
const ROOMY = 1_048_576

/** Some Asterisk 18.19–20.4 end a frame with CRLF LF (asterisk/asterisk#761); a bare LF elsewhere belongs to a value. */
const SHORT_END = /\r\n\n(?=Event:|Response:)/
const STARTS_EVENT = 'E'.charCodeAt(0)
const STARTS_FRAME = /^(?:Event|Response):/
/** Console output of Asterisk 13 and older: free text up to a marker, with blank lines of its own. */
const STARTS_OUTPUT = 'Response: Follows\r\n'
const ENDS_OUTPUT = /--END COMMAND--\s*$/

/** Turns the text between two blank lines into frames: none, one, or several where the wire's end was a short one. */
const assembler = (limits: Limits, sink: Sink): ((text: string, shortEnd: boolean) => void) => {
  let output: string | undefined

  const emit = (text: string): void => {
    if (tooManyLines(text, limits.headers)) {
      sink.fault(malformed(`a frame of more than ${limits.headers} headers was dropped`, text))
    } else sink.frame(new Frame(text))
  }

  const next = (text: string): void => {
    if (text.startsWith(STARTS_OUTPUT) && !ENDS_OUTPUT.test(text)) output = text
    else emit(text)
  }

  const goOn = (begun: string, text: string, shortEnd: boolean): void => {
    output = undefined
    if (STARTS_FRAME.test(text)) {
      emit(begun) // its marker never came: better a cut output than a swallowed stream
      split(text, shortEnd)
    } else if (ENDS_OUTPUT.test(text) || begun.length > limits.frame) emit(`${begun}\r\n\r\n${text}`)
    else output = `${begun}\r\n\r\n${text}`
  }

  const split = (text: string, shortEnd: boolean): void => {
    const trimmed = text.startsWith('\r\n') ? text.replace(/^(?:\r\n)+/, '') : text
    if (trimmed === '') return
    if (!shortEnd || trimmed.startsWith(STARTS_OUTPUT)) next(trimmed)
    else trimmed.split(SHORT_END).forEach(next)
  }

  return (text, shortEnd) => {
    if (output !== undefined) goOn(output, text, shortEnd)
    // most frames are events that end as they should: they need no closer look
    else if (!shortEnd && text.charCodeAt(0) === STARTS_EVENT) emit(text)
    else split(text, shortEnd)
  }
}

/** A line takes two bytes at least, so most frames are cleared by their length alone. */
const tooManyLines = (text: string, most: number): boolean =>
  text.length > 2 * most && text.split('\r\n', most + 1).length > most
