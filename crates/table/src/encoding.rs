//! CSV files say nothing of their encoding. Those of Excel in China are GBK, of newer programs UTF-8; a mark at the start
//! tells UTF-16. A text that is UTF-8 is hardly ever meant as anything else, so UTF-8 is tried first.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{DecoderResult, GB18030, UTF_16BE, UTF_16LE};

/// Bytes read at a time.
const CHUNK: usize = 1 << 16;

/// How characters are written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a mark at the start.
    Utf8,
    /// GB 18030, which includes GBK and GB 2312.
    Gb18030,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

impl Encoding {
    /// The encoding of a file, read from its start; the file then stands at its start again. What fits none is UTF-8 with
    /// errors in it, for the reader to tell where.
    pub fn detect(file: &mut (impl Read + Seek)) -> io::Result<Encoding> {
        let mut mark = Vec::new();
        file.rewind()?;
        file.by_ref().take(2).read_to_end(&mut mark)?;
        let found = match mark.as_slice() {
            [0xff, 0xfe] => Encoding::Utf16Le,
            [0xfe, 0xff] => Encoding::Utf16Be,
            _ if !is_utf8(file)? && is_gb18030(file)? => Encoding::Gb18030,
            _ => Encoding::Utf8,
        };
        file.rewind()?;
        Ok(found)
    }

    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Gb18030 => "GB18030",
            Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
        }
    }
}

/// Whether all of a file is UTF-8.
fn is_utf8(file: &mut (impl Read + Seek)) -> io::Result<bool> {
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = vec![0; CHUNK];
    // The start of a character that was cut off.
    let mut kept = 0;
    loop {
        let n = file.read(bytes.get_mut(kept..).unwrap_or_default())?;
        let chunk = bytes.get(..kept + n).unwrap_or_default();
        let valid = encoding_rs::Encoding::utf8_valid_up_to(chunk);
        let rest = valid..chunk.len();
        // A character has four bytes at most.
        if n == 0 || rest.len() > 3 {
            return Ok(rest.is_empty());
        }
        kept = rest.len();
        bytes.copy_within(rest, 0);
    }
}

/// Whether all of a file is GB 18030.
fn is_gb18030(file: &mut (impl Read + Seek)) -> io::Result<bool> {
    file.seek(SeekFrom::Start(0))?;
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let (mut input, mut output) = (vec![0; CHUNK], vec![0; 4 * CHUNK]);
    loop {
        let n = file.read(&mut input)?;
        // Four bytes for each are always enough, so that all of the input is taken.
        let bytes = input.get(..n).unwrap_or_default();
        let (result, _, _) = decoder.decode_to_utf8_without_replacement(bytes, &mut output, n == 0);
        match result {
            DecoderResult::Malformed(..) => return Ok(false),
            _ if n == 0 => return Ok(true),
            _ => {}
        }
    }
}

/// A file's text as UTF-8. Where bytes are no text it has a byte that is none in UTF-8 either, so that the reader of rows
/// finds the row.
pub struct Decoded<R> {
    inner: R,
    decoder: Option<encoding_rs::Decoder>,
    input: Vec<u8>,
    /// What of the input has not been decoded.
    rest: std::ops::Range<usize>,
    output: Vec<u8>,
    given: usize,
    taken: u64,
}

impl<R: Read> Decoded<R> {
    /// The text of a file.
    pub fn new(inner: R, encoding: Encoding) -> Self {
        let decoder = match encoding {
            // The reader of rows looks at UTF-8 itself.
            Encoding::Utf8 => None,
            Encoding::Gb18030 => Some(GB18030.new_decoder_with_bom_removal()),
            Encoding::Utf16Le => Some(UTF_16LE.new_decoder_with_bom_removal()),
            Encoding::Utf16Be => Some(UTF_16BE.new_decoder_with_bom_removal()),
        };
        let input = if decoder.is_some() { vec![0; CHUNK] } else { Vec::new() };
        Decoded { inner, decoder, input, rest: 0..0, output: Vec::new(), given: 0, taken: 0 }
    }

    /// Bytes of the file that have been read.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Decodes until there is output; gives none at the end.
    fn decode(&mut self) -> io::Result<()> {
        let Some(mut decoder) = self.decoder.take() else { return Ok(()) };
        self.output.clear();
        self.given = 0;
        while self.output.is_empty() {
            if self.rest.is_empty() {
                let n = self.inner.read(&mut self.input)?;
                self.taken += n as u64;
                self.rest = 0..n;
            }
            let last = self.rest.is_empty();
            let bytes = self.input.get(self.rest.clone()).unwrap_or_default();
            self.output.resize(4 * bytes.len() + 16, 0);
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(bytes, &mut self.output, last);
            self.output.truncate(written);
            self.rest.start += read;
            match result {
                DecoderResult::Malformed(..) => self.output.push(0xff),
                // A decoder is not used beyond its end.
                _ if last => return Ok(()),
                _ => {}
            }
        }
        self.decoder = Some(decoder);
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.input.is_empty() {
            let n = self.inner.read(buffer)?;
            self.taken += n as u64;
            return Ok(n);
        }
        if self.given == self.output.len() {
            self.output.clear();
            self.decode()?;
        }
        let ready = self.output.get(self.given..).unwrap_or_default();
        let n = ready.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..n), ready.get(..n)) {
            to.copy_from_slice(from);
        }
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// 企业,甲 in GBK, after the tables of GB 2312.
    const GBK: &[u8] = &[0xc6, 0xf3, 0xd2, 0xb5, b',', 0xbc, 0xd7];

    fn detected(bytes: &[u8]) -> Encoding {
        let mut file = Cursor::new(bytes);
        file.set_position(1.min(bytes.len() as u64));
        let found = Encoding::detect(&mut file).unwrap();
        assert_eq!(file.position(), 0);
        found
    }

    fn decoded(bytes: &[u8], encoding: Encoding) -> Vec<u8> {
        let mut out = Vec::new();
        let mut text = Decoded::new(bytes, encoding);
        // Small portions, so that characters are cut.
        let mut portion = [0; 3];
        loop {
            match text.read(&mut portion).unwrap() {
                0 => break,
                n => out.extend_from_slice(&portion[..n]),
            }
        }
        assert_eq!(text.taken(), bytes.len() as u64);
        out
    }

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(detected(b""), Encoding::Utf8);
        assert_eq!(detected(b"uscc,name\n"), Encoding::Utf8);
        assert_eq!(detected("企业,甲\n".as_bytes()), Encoding::Utf8);
        assert_eq!(detected("\u{feff}企业".as_bytes()), Encoding::Utf8);
        assert_eq!(detected(GBK), Encoding::Gb18030);
        assert_eq!(detected(b"\xff\xfea\0"), Encoding::Utf16Le);
        assert_eq!(detected(b"\xfe\xff\0a"), Encoding::Utf16Be);
        // One byte is wrong in both; then the row is told, not guessed.
        assert_eq!(detected(b"\xe4\xbc\x81\xff"), Encoding::Utf8);
        // A character that is cut at the end of a chunk.
        let long = [vec![b'a'; CHUNK - 1], "企".as_bytes().to_vec()].concat();
        assert_eq!(detected(&long), Encoding::Utf8);
        assert_eq!(detected(&[vec![b'a'; CHUNK - 1], GBK.to_vec()].concat()), Encoding::Gb18030);
        assert_eq!(detected(&[vec![b'a'; CHUNK], b"\xe4\xbc".to_vec()].concat()), Encoding::Gb18030);
    }

    #[test]
    fn texts_are_decoded() {
        assert_eq!(decoded(GBK, Encoding::Gb18030), "企业,甲".as_bytes());
        // 㐀 has four bytes in GB 18030.
        assert_eq!(decoded(b"\x81\x39\xee\x39,", Encoding::Gb18030), "㐀,".as_bytes());
        assert_eq!(decoded(b"\xff\xfe\x01\x4f,\0", Encoding::Utf16Le), "企,".as_bytes());
        assert_eq!(decoded(b"\xfe\xff\x4f\x01\0,", Encoding::Utf16Be), "企,".as_bytes());
        assert_eq!(decoded("\u{feff}企".as_bytes(), Encoding::Utf8), "\u{feff}企".as_bytes());
        let long = GBK.repeat(20_000);
        assert_eq!(decoded(&long, Encoding::Gb18030), "企业,甲".repeat(20_000).as_bytes());
    }

    #[test]
    fn what_is_no_text_stands_where_it_was() {
        assert_eq!(decoded(b"a,\xff,b\nc", Encoding::Gb18030), b"a,\xff,b\nc");
        assert_eq!(decoded(b"a,\x81", Encoding::Gb18030), b"a,\xff");
        assert_eq!(decoded(b"\xff\xfea\0\0\xd8b\0", Encoding::Utf16Le), b"a\xffb");
    }
}
