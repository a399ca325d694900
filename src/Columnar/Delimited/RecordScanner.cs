namespace Opportune.Columnar.Delimited;

/// <summary>
/// Finds where records end, in one pass over blocks of a file, without splitting them into cells. In CSV a line end within
/// quotes ends no record; a quote opens quotes only at the start of a cell.
/// </summary>
internal struct RecordScanner(bool isCsv)
{
    private const byte Quote = (byte)'"';

    private enum State : byte
    {
        Plain,
        Quoted,

        // Just after a quote within quotes: the end of the quotes, or the first half of a doubled quote.
        AfterQuote,
    }

    private State _state;
    private byte _lastOfBlock = (byte)'\n';

    /// <summary>Whether what was seen so far ends within quotes.</summary>
    public readonly bool IsOpen => _state == State.Quoted;

    /// <summary>
    /// Looks for the next record end from <paramref name="at"/> on and moves <paramref name="at"/> behind it; false, with
    /// <paramref name="at"/> at the end of the block, if the record goes on in the next block.
    /// </summary>
    public bool Next(ReadOnlySpan<byte> block, ref int at)
    {
        if (at < block.Length && (isCsv ? NextCsv(block, ref at) : NextLine(block, ref at)))
            return true;
        at = block.Length;
        if (block.Length > 0)
            _lastOfBlock = block[^1];
        return false;
    }

    private static bool NextLine(ReadOnlySpan<byte> block, ref int at)
    {
        var end = block[at..].IndexOf((byte)'\n');
        at += end + 1;
        return end >= 0;
    }

    private bool NextCsv(ReadOnlySpan<byte> block, ref int at)
    {
        while (at < block.Length)
        {
            if (_state == State.AfterQuote)
            {
                _state = block[at] == Quote ? State.Quoted : State.Plain;
                if (_state == State.Quoted)
                    at++;
                continue;
            }
            var isQuoted = _state == State.Quoted;
            var found = isQuoted ? block[at..].IndexOf(Quote) : block[at..].IndexOfAny((byte)'\n', Quote);
            if (found < 0)
                return false;
            var here = at + found;
            at = here + 1;
            if (isQuoted)
            {
                _state = State.AfterQuote;
                continue;
            }
            if (block[here] == (byte)'\n')
                return true;
            var before = here > 0 ? block[here - 1] : _lastOfBlock;
            if (before is (byte)',' or (byte)'\n')
                _state = State.Quoted;
        }
        return false;
    }
}
