namespace Opportune.Sources.Fhir;

/// <summary>
/// Walks the marks of one JSON text: says whether it is well formed, and keeps the values that a plan asks for. Nesting deeper than
/// <see cref="MostDeep"/> is refused.
/// </summary>
internal ref struct JsonWalk(ReadOnlySpan<byte> json, JsonMarks marks, JsonTree into)
{
    /// <summary>How deep objects and lists may lie in one another.</summary>
    public const int MostDeep = 63;

    private readonly ReadOnlySpan<byte> _json = json;
    private readonly ReadOnlySpan<int> _marks = marks.Places;
    private readonly bool _hasEscapes = marks.HasEscapes;
    private int _at;

    /// <summary>Whether all marks are walked.</summary>
    public readonly bool IsAtEnd => _at == marks.Count;

    /// <summary>The text of a member of the object that the walk stands before; the walk stays there. Empty where there is none.</summary>
    public ReadOnlySpan<byte> Peek(ReadOnlySpan<byte> name)
    {
        var from = _at;
        try
        {
            if (Sign() != '{')
                return default;
            for (_at++; Sign() == '"' && SignAfter(2) == ':';)
            {
                var key = Between(_at);
                _at += 3;
                if (key.SequenceEqual(name))
                    return Sign() == '"' ? Between(_at) : default;
                if (!Skip() || Sign() != ',')
                    return default;
                _at++;
            }
            return default;
        }
        finally
        {
            _at = from;
        }
    }

    /// <summary>Walks over one value and keeps what <paramref name="plan"/> asks for in it.</summary>
    /// <returns>Whether it is well formed.</returns>
    public bool Take(JsonPlan plan, int depth = 0)
    {
        switch (Sign())
        {
            case (byte)'"':
                into.Add(plan.Name, JsonKind.Text, _marks[_at] + 1, Between(_at).Length);
                _at += 2;
                return true;
            case (byte)'{':
                var node = into.Add(plan.Name, JsonKind.Object, _marks[_at], 0);
                if (!(plan.IsLeaf ? Skip() : Members(plan, depth)))
                    return false;
                into.Close(node, _marks[_at - 1] + 1);
                return true;
            case (byte)'[':
                return Items(plan, depth);
            default:
                var (start, first) = (_marks[_at], Sign());
                if (!Word(out var end))
                    return false;
                if (first != 'n')
                    into.Add(plan.Name, first switch { (byte)'t' => JsonKind.True, (byte)'f' => JsonKind.False, _ => JsonKind.Number }, start, end - start);
                return true;
        }
    }

    private bool Members(JsonPlan plan, int depth)
    {
        if (depth == MostDeep)
            return false;
        _at++;
        if (Sign() == '}')
        {
            _at++;
            return true;
        }
        while (Sign() == '"' && SignAfter(2) == ':')
        {
            var name = Between(_at);
            _at += 3;
            // A name is asked for as it is written; one with escapes could be any.
            if (plan.Find(name) is { } wanted ? !Take(wanted, depth + 1) : _hasEscapes && name.Contains((byte)'\\') || !Skip())
                return false;
            switch (Sign())
            {
                case (byte)',':
                    _at++;
                    continue;
                case (byte)'}':
                    _at++;
                    return true;
                default:
                    return false;
            }
        }
        return false;
    }

    // The items of a list stand as members of the list's own name.
    private bool Items(JsonPlan plan, int depth)
    {
        if (depth == MostDeep)
            return false;
        _at++;
        if (Sign() == ']')
        {
            _at++;
            return true;
        }
        while (Take(plan, depth + 1))
        {
            switch (Sign())
            {
                case (byte)',':
                    _at++;
                    continue;
                case (byte)']':
                    _at++;
                    return true;
                default:
                    return false;
            }
        }
        return false;
    }

    /// <summary>Walks over one value.</summary>
    /// <returns>Whether it is well formed.</returns>
    public bool Skip()
    {
        // One bit a level: whether it is an object.
        var (levels, depth) = (0UL, 0);
        while (true)
        {
            switch (Sign())
            {
                case (byte)'"':
                    _at += 2;
                    break;
                case (byte)'{':
                    _at++;
                    if (Sign() == '}')
                    {
                        _at++;
                        break;
                    }
                    if (++depth > MostDeep || !Name())
                        return false;
                    levels = (levels << 1) | 1;
                    continue;
                case (byte)'[':
                    _at++;
                    if (Sign() == ']')
                    {
                        _at++;
                        break;
                    }
                    if (++depth > MostDeep)
                        return false;
                    levels <<= 1;
                    continue;
                default:
                    if (!Word(out _))
                        return false;
                    break;
            }
            // A value ended; so may what it lies in.
            while (true)
            {
                if (depth == 0)
                    return true;
                var sign = Sign();
                _at++;
                if (sign == ',')
                {
                    if ((levels & 1) != 0 && !Name())
                        return false;
                    break;
                }
                if (sign != ((levels & 1) != 0 ? '}' : ']'))
                    return false;
                (levels, depth) = (levels >> 1, depth - 1);
            }
        }
    }

    private bool Name()
    {
        if (Sign() != '"' || SignAfter(2) != ':')
            return false;
        _at += 3;
        return true;
    }

    // A number, true, false or null, to its end.
    private bool Word(out int end)
    {
        var start = end = _marks[_at];
        var word = _json[Math.Min(start, _json.Length)..];
        if (word.IsEmpty)
            return false;
        end += word[0] switch
        {
            (byte)'t' => word.StartsWith("true"u8) ? 4 : 0,
            (byte)'f' => word.StartsWith("false"u8) ? 5 : 0,
            (byte)'n' => word.StartsWith("null"u8) ? 4 : 0,
            _ => NumberLength(word),
        };
        _at++;
        return end > start && (end == _marks[_at] || _json[end] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t');
    }

    private static int NumberLength(ReadOnlySpan<byte> text)
    {
        var i = text[0] == '-' ? 1 : 0;
        var digits = Digits(text, i);
        if (digits == 0 || (digits > 1 && text[i] == '0'))
            return 0;
        i += digits;
        if (i < text.Length && text[i] == '.')
        {
            digits = Digits(text, i + 1);
            if (digits == 0)
                return 0;
            i += digits + 1;
        }
        if (i < text.Length && (text[i] | 0x20) == 'e')
        {
            i += i + 1 < text.Length && text[i + 1] is (byte)'+' or (byte)'-' ? 2 : 1;
            digits = Digits(text, i);
            if (digits == 0)
                return 0;
            i += digits;
        }
        return i;
    }

    private static int Digits(ReadOnlySpan<byte> text, int from)
    {
        var i = from;
        while (i < text.Length && (uint)(text[i] - '0') <= 9)
            i++;
        return i - from;
    }

    private readonly byte Sign() => SignAfter(0);

    private readonly byte SignAfter(int marks)
    {
        var place = _marks[_at + marks];
        return (uint)place < (uint)_json.Length ? _json[place] : (byte)0;
    }

    // The text between the quotes at a mark and the next.
    private readonly ReadOnlySpan<byte> Between(int mark) => _json[(_marks[mark] + 1).._marks[mark + 1]];
}
