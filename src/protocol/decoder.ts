/** Bytes in pieces of any size → frames; the frames do not depend on the pieces. */
import { EXCERPT, type Failure, malformed } from '../failure.js'
import { asBuffer, type Encoding, encodingOf, NO_BYTES } from './bytes.js'
import { Frame } from './frame.js'
import { LF } from './signs.js'

/** The most memory that a hostile or broken server can make a link use. */
export interface Limits {
  /** Bytes of one frame. */
  readonly frame: number
  /** Lines of one frame. */
  readonly headers: number
}

/** The receiver of decoded frames, and of faults for dropped frames, in wire order. */
export interface Sink {
  readonly frame: (frame: Frame) => void
  readonly fault: (failure: Failure) => void
}

const FRAME_END = '\r\n\r\n'.length
/** The bytes of a frame's end that an earlier piece may contain. */
const OVERLAP = FRAME_END - 1
/** Bytes that are searched at once. V8 copies each text in use at a garbage collection: a small text costs less time and memory. */
const WINDOW = 4096

/**
 * A decoder for one link: a function that takes the bytes piece by piece. It keeps copies, so the caller may use the same buffer again.
 * A frame over the limits is dropped with a fault, and the next frame is read as usual.
 */
export const decoder = (limits: Limits, sink: Sink): ((piece: Uint8Array) => void) => {
  const deliver = assembler(limits, sink)
  const tail = byteStore()
  const blankLine = /\r\n\r?\n/g
  let skipping = false
  /** True if the current frame contains bytes that may end another frame. */
  let shortEnd = false

  const finish = (bytes: Buffer, start: number, end: number, encoding: Encoding): void => {
    if (skipping) skipping = false
    else if (end - start <= limits.frame) deliver(bytes.toString(encoding, start, end), shortEnd)
    else refuse(bytes, start)
    shortEnd = false
  }

  const refuse = (bytes: Buffer, start: number): void => {
    const text = bytes.toString('utf8', start, start + Math.min(limits.frame, EXCERPT))
    sink.fault(malformed(`a frame of more than ${limits.frame} bytes was dropped`, text))
  }

  /** Delivers the frames that end at `from` or later; returns the start of the unfinished frame. */
  const deliverAll = (bytes: Buffer, from: number): number => {
    let start = 0
    let encoding: Encoding | undefined
    for (let at = from; at < bytes.length;) {
      const to = Math.min(at + WINDOW, bytes.length)
      // one character for each byte. Faster than a search in bytes (bench: flood), and finds both kinds of blank lines at once
      const text = bytes.toString('latin1', at, to)
      blankLine.lastIndex = 0
      while (blankLine.test(text)) {
        const after = blankLine.lastIndex
        if (text.charCodeAt(after - 2) === LF) shortEnd = true
        else {
          // computed once for a piece, and only if a frame ends: a huge frame in small pieces is not checked for each piece
          encoding ??= encodingOf(bytes)
          finish(bytes, start, at + after - FRAME_END, encoding)
          start = at + after
        }
      }
      at = to < bytes.length ? Math.max(to - OVERLAP, start) : to
    }
    return start
  }

  return (piece) => {
    // no line ends in this piece, so no frame ends in it: bytes that arrive one by one are searched once a line
    if (!hasLineEnd(piece) && tail.length() + piece.length <= limits.frame) {
      tail.add(piece)
      return
    }
    const searched = Math.max(0, tail.length() - OVERLAP)
    const bytes = tail.join(piece)
    let start = deliverAll(bytes, searched)
    if (bytes.length - start > limits.frame + OVERLAP) {
      if (!skipping) refuse(bytes, start)
      skipping = true
      start = bytes.length - OVERLAP
    }
    tail.keep(bytes, start)
  }
}

/** True if a line ends in the piece. Mostly it ends with one: comparing a byte is faster than a search, which is expensive to start. */
const hasLineEnd = (piece: Uint8Array): boolean =>
  piece[piece.length - 1] === LF || (piece.length > 1 && piece.indexOf(LF) >= 0)

/** The bytes of an unfinished frame. The store doubles when it is full, so tiny pieces of a huge frame are cheap. */
const byteStore = () => {
  let store = NO_BYTES
  let used = 0
  const add = (piece: Uint8Array): void => {
    const all = used + piece.length
    if (all > store.length) store = Buffer.concat([store.subarray(0, used)], Math.max(2 * all, SMALLEST))
    // faster than `set` for a single byte: a copy is expensive to start
    if (piece.length === 1) store[used] = piece[0] ?? 0
    else store.set(piece, used)
    used = all
  }
  return {
    length: (): number => used,
    add,
    /** The stored bytes and the piece as one buffer; the piece itself, without a copy, when the store is empty. */
    join: (piece: Uint8Array): Buffer => {
      if (used === 0) return asBuffer(piece)
      add(piece)
      return store.subarray(0, used)
    },
    /** Stores the joined bytes from `start` on. */
    keep: (bytes: Buffer, start: number): void => {
      const joined = used > 0
      used = bytes.length - start
      if (joined && start === 0) return
      if (store.length > ROOMY && used < ROOMY) store = NO_BYTES
      if (used > store.length) store = Buffer.alloc(Math.max(used, SMALLEST))
      if (used > 0) bytes.copy(store, 0, start)
    },
  }
}

const SMALLEST = 4096
/** A larger store is released after a huge frame. */
const ROOMY = 1_048_576

/** Some Asterisk 18.19–20.4 end a frame with CRLF LF (asterisk/asterisk#761); a bare LF elsewhere is part of a value. */
const SHORT_END = /\r\n\n(?=Event:|Response:)/
const STARTS_EVENT = 'E'.charCodeAt(0)
const STARTS_FRAME = /^(?:Event|Response):/
/** Console output of Asterisk 13 and older: free text, which may contain blank lines, up to the marker `--END COMMAND--`. */
const STARTS_OUTPUT = 'Response: Follows\r\n'
const ENDS_OUTPUT = /--END COMMAND--\s*$/

/** Turns the text between two blank lines into frames: none, one, or several after a short end (CRLF LF). */
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

  const continueOutput = (begun: string, text: string, shortEnd: boolean): void => {
    output = undefined
    if (STARTS_FRAME.test(text)) {
      emit(begun) // the marker did not come: the output is cut, but the stream goes on
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
    if (output !== undefined) continueOutput(output, text, shortEnd)
    // most frames are events with a usual end, and need no further check
    else if (!shortEnd && text.charCodeAt(0) === STARTS_EVENT) emit(text)
    else split(text, shortEnd)
  }
}

/** True for more than `most` lines. A line has two bytes at least, so the length alone decides for most frames. */
const tooManyLines = (text: string, most: number): boolean =>
  text.length > 2 * most && text.split('\r\n', most + 1).length > most
