using System.Text;
using Opportune.Core;
using Opportune.Reading.Asserting;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>Turns the triggers of a sentence into mentions.</summary>
internal sealed class MentionMaker(CompiledLexicon lexicon, int excerptLength, Func<string, Assertion, bool>? isAsked)
{
    // A place that heads several lines stands so many bytes before their score at most.
    private const int FarthestPlace = 300;

    private readonly Sentence _sentence = new(lexicon);
    private ScoreTable? _table;
    private TriggerMeaning? _meaning;
    private Attributes? _attributes;
    private Assertions? _assertions;
    private Quantities? _quantities;
    private readonly List<string> _kinds = [];
    private readonly List<TableScore> _scores = [];
    private int _lastNumber;

    /// <summary>
    /// Whether the sentence taken last holds a term that may head a column: what it says then may stand behind the sentence,
    /// and <see cref="MakeBeyond"/> makes it.
    /// </summary>
    public bool HeadsColumns { get; private set; }

    /// <summary>Cuts what is shown around the mentions.</summary>
    public Excerpts Excerpts { get; } = new(new Sentences(lexicon), excerptLength);

    private TriggerMeaning Meaning => _meaning ??= new(_sentence);

    private Attributes Attributes => _attributes ??= new(_sentence);

    private Assertions Assertions => _assertions ??= new(_sentence);

    private Quantities Quantities => _quantities ??= new(_sentence);

    /// <summary>Takes bytes <paramref name="start"/> to <paramref name="end"/> as one sentence; false where nothing in it could be a mention.</summary>
    public bool Fill(ReadOnlySpan<byte> text, int start, int end) => _sentence.Fill(text, start, end);

    /// <summary>Whether anything made last could be otherwise under another part of the body.</summary>
    public bool NeedsPart { get; private set; }

    /// <summary>Makes the mentions of the sentence taken last; false where there are none in any section, for want of a number.</summary>
    public bool Make(ReadOnlySpan<byte> text, SectionAt section, ReportLines into)
    {
        (NeedsPart, HeadsColumns) = (false, false);
        var speaks = false;
        var at = new Place(text, section, into);
        _lastNumber = -1;
        for (var i = 0; i < _sentence.Triggers.Count; i++)
        {
            var family = lexicon.Families[_sentence.Triggers[i].Family];
            if (lexicon.Announced[_sentence.Triggers[i].Family] >= 0)
                HeadsColumns = speaks = true;
            if (family.NeedsCue is { } needed && !Assertions.Holds(needed) && section.Section?.Cue != needed)
            {
                // Under another heading it may.
                speaks = true;
                continue;
            }
            if (family.Value is { Columns.Count: > 0 } or { Many: true })
                HeadsColumns = true;
            else if (family.Value is not null)
            {
                speaks |= MakeValue(at, i, family);
                continue;
            }
            else
                Make(at, i, family, null);
            speaks = true;
        }
        return speaks;
    }

    /// <summary>
    /// Makes what the terms say that may head a column, in bytes <paramref name="start"/> to <paramref name="end"/>, and tells the
    /// scores that stand in tables and lists behind them, as far as the section <paramref name="around"/> or, where they are
    /// announced, the text: each is to be added where it stands.
    /// </summary>
    public IReadOnlyList<TableScore> MakeBeyond(ReadOnlySpan<byte> text, int start, int end, (int From, int To) around, SectionAt section, ReportLines into)
    {
        var at = new Place(text, section, into);
        var table = _table ??= new(lexicon);
        _scores.Clear();
        for (var i = 0; i < _sentence.Triggers.Count; i++)
        {
            var trigger = _sentence.Triggers[i];
            var (family, first, before) = (lexicon.Families[trigger.Family], _sentence.Tokens[trigger.From].Start, _scores.Count);
            if (lexicon.Announced[trigger.Family] is >= 0 and var announced)
                table.ReadBelow(text, start, first, text.Length, announced, _scores);
            if (family.Value is not ({ Columns.Count: > 0 } or { Many: true }) || family.Value is not { } value)
                continue;
            var isHeading = table.Read(text, start, first, Math.Max(end, around.To), trigger.Family, _scores);
            if (value.Many && !isHeading)
                MakeMany(at, i, family, (Math.Max(around.From, start - FarthestPlace), start));
            else if (!value.Many && _scores.Count == before && !MakeTotal(at, i, family, end) && (isHeading || !MakeValue(at, i, family)))
                table.ReadBelow(text, start, first, text.Length, trigger.Family, _scores);
        }
        return _scores;
    }

    /// <summary>Adds a score of a table in its section, once: a table may have several headings.</summary>
    public void Add(ReadOnlySpan<byte> text, TableScore score, SectionAt section, (int From, int To) around, ReportLines into)
    {
        var family = lexicon.Families[score.Family];
        var assertion = section.Section?.Assertion ?? Assertion.Present;
        var field = into.FieldOf(score.Start);
        var (first, end) = (field.CodePoints(text, score.Start), Math.Min(score.End, field.End));
        if (!IsAsked(section, family.Concept!, assertion) || into.Holds(field.Line, first, family.Concept!))
            return;
        if (excerptLength > 0)
            Excerpts.Turn(score.RowStart, score.RowEnd, around);
        var (excerpt, excerptStart) = Excerpts.Around(text, score.Start, end);
        into.Add(field.Line, new()
        {
            Concept = family.Concept!,
            Sites = lexicon.Places[score.Place].Sites,
            Assertion = assertion,
            Section = section.Name,
            Start = first,
            Length = field.CodePoints(text, end) - first,
            Text = Encoding.UTF8.GetString(text[score.Start..end]),
            Excerpt = excerpt,
            ExcerptStart = excerptStart,
            Value = score.Value,
            Unit = family.Value!.Unit.Length == 0 ? null : family.Value.Unit,
        });
    }

    /// <summary>How bytes <paramref name="from"/> to <paramref name="to"/> of a sentence are asserted.</summary>
    public Judgement Judge(ReadOnlySpan<byte> text, int start, int end, int from, int to, LexiconSection? section)
    {
        _sentence.FillPlain(text, start, end);
        var (first, last) = (0, 0);
        for (var token = 0; token < _sentence.Tokens.Count; token++)
        {
            first += _sentence.Tokens[token].End <= from ? 1 : 0;
            last += _sentence.Tokens[token].Start < to ? 1 : 0;
        }
        return Assertions.Judge(first, Math.Max(first + 1, last), section);
    }

    private readonly ref struct Place(ReadOnlySpan<byte> text, SectionAt section, ReportLines into)
    {
        public readonly ReadOnlySpan<byte> Text = text;
        public readonly SectionAt Section = section;
        public readonly ReportLines Into = into;
    }

    private bool MakeValue(Place at, int index, LexiconFamily family)
    {
        if (Quantities.Find(at.Text, index) is not [var quantity, ..])
        {
            if (family.Value!.Optional)
                Make(at, index, family, null);
            return family.Value.Optional;
        }
        // "attenuation of 98 Hounsfield units": two triggers, one result.
        if (!family.Value!.Optional && quantity.Token == _lastNumber)
            return true;
        Make(at, index, family, quantity);
        _lastNumber = !family.Value.Optional && Meaning.Concepts.Count > 0 ? quantity.Token : _lastNumber;
        return true;
    }

    private void Make(Place at, int index, LexiconFamily family, Quantity? quantity)
    {
        var trigger = _sentence.Triggers[index];
        Meaning.Read(trigger, family, at.Section.Part);
        NeedsPart |= Meaning.Places.IsEmpty;
        var hasAttributes = false;
        foreach (var concept in Meaning.Concepts)
        {
            var judgement = Judge(at, trigger, concept, family);
            if (!IsAsked(at.Section, concept, judgement.Assertion))
                continue;
            if (!hasAttributes)
                ReadAttributes(index, family);
            hasAttributes = true;
            Meaning.FindSites(trigger, family, concept);
            Add(at, trigger, concept, judgement, trigger.From, trigger.To, quantity, family);
        }
    }

    // A denial in an addendum takes back what is asked for, and what it takes back is absent.
    private bool IsAsked(SectionAt section, string concept, Assertion assertion) =>
        isAsked is null || isAsked(concept, assertion)
        || (assertion == Assertion.Absent ? section.TakesBack : assertion is Assertion.Present or Assertion.Possible && isAsked(concept, Assertion.Absent));

    private void ReadAttributes(int index, LexiconFamily family)
    {
        if (family.NeedsCue is not null)
        {
            Attributes.Clear();
            return;
        }
        var trigger = _sentence.Triggers[index];
        var (low, high) = (trigger.From, trigger.To);
        foreach (var place in Meaning.Places)
        {
            var match = _sentence.Places(trigger.Family)[place];
            (low, high) = (Math.Min(low, match.From), Math.Max(high, match.To));
        }
        Attributes.Read(index, low, high);
    }

    // "Calcium scoring: LAD 22 + 14, RCA 9; total 45": where the parts are told, it is their total in the same sentence.
    private bool MakeTotal(Place at, int index, LexiconFamily family, int end)
    {
        var trigger = _sentence.Triggers[index];
        if (_table!.Total(at.Text, _sentence.Tokens[trigger.From].Start, end, trigger.Family) is not { } total)
            return false;
        var token = trigger.To;
        while (_sentence.Tokens[token].End <= total.Start)
            token++;
        if (token != _lastNumber)
            Make(at, index, family, new(total.Value, token));
        _lastNumber = token;
        return true;
    }

    // Each number with the place nearest to it; the first of a sentence without one has that which heads its line or the line above.
    private void MakeMany(Place at, int index, LexiconFamily family, (int From, int To) before)
    {
        var trigger = _sentence.Triggers[index];
        var places = _sentence.Places(trigger.Family);
        var found = Quantities.Find(at.Text, index);
        var judgement = Judge(at, trigger, family.Concept!, family);
        if (!IsAsked(at.Section, family.Concept!, judgement.Assertion))
            return;
        var (used, from) = (-1, BehindTriggerBefore(index));
        for (var i = 0; i < found.Length; i++)
        {
            var token = found[i].Token;
            var place = Last(places, from, token, used);
            if (place < 0)
                place = First(places, token + 1, i + 1 < found.Length ? found[i + 1].Token : Math.Min(_sentence.Tokens.Count, token + 8), used);
            if (place < 0 && token < trigger.From)
                continue;
            used = Math.Max(used, place);
            from = token + 1;
            var entry = place >= 0 ? EntryOf(places, place) : i > 0 ? -1 : _table!.PlaceBefore(at.Text, before, _sentence.Tokens[trigger.From].Start, trigger.Family);
            Meaning.SetSites(entry >= 0 ? lexicon.Places[entry].Sites : family.Unplaced is { } u ? [u] : []);
            Attributes.Read(index, trigger.From, trigger.To);
            if (place >= 0)
                Attributes.ReadSides(Math.Max(0, places[place].From - 1), places[place].To);
            Add(at, trigger, family.Concept!, judgement, token, token + 1, found[i], family);
        }
    }

    // A part is no site of its own ("L1 T-score -1.5"), nor is it one of a list beside the whole ("lumbar spine (L1, L3, L4)"); a total is of the parts told before it.
    private int EntryOf(Matches places, int place)
    {
        if (RankOf(places, place) == PlaceRank.Head)
            return places[place > 0 && RankOf(places, place - 1) == PlaceRank.Level ? place - 1 : place].Entry;
        while (place >= 0 && RankOf(places, place) == PlaceRank.Level)
        {
            var isListed = places[place].From is > 0 and var from && (_sentence.Tokens[from - 1].Kind == TokenKind.Mark && !_sentence.Tokens.IsMark(from - 1, ';') || _sentence.Is(from - 1, WordFlags.Joiner));
            if (!isListed || place == 0 || places[place].From - places[place - 1].To > 1)
                return -1;
            place--;
        }
        return place < 0 ? -1 : places[place].Entry;
    }

    private PlaceRank RankOf(Matches places, int place) => lexicon.Places[places[place].Entry].Rank;

    // A word that only announces scores parts none from its place: "lumbar spine BMD 0.812, T-score -2.9".
    private int BehindTriggerBefore(int index)
    {
        do
            index--;
        while (index >= 0 && lexicon.Announced[_sentence.Triggers[index].Family] >= 0);
        return index < 0 ? 0 : _sentence.Triggers[index].To;
    }

    private static int Last(Matches places, int from, int to, int used)
    {
        for (var i = places.Count - 1; i > used; i--)
        {
            if (places[i].From >= from && places[i].To <= to)
                return i;
        }
        return -1;
    }

    private static int First(Matches places, int from, int to, int used)
    {
        for (var i = used + 1; i < places.Count; i++)
        {
            if (places[i].From >= from && places[i].To <= to)
                return i;
        }
        return -1;
    }

    private Judgement Judge(Place at, Trigger trigger, string concept, LexiconFamily family)
    {
        var judgement = family.NeedsCue is null ? Assertions.Judge(trigger.From, trigger.To, at.Section.Section, trigger.Family) : new(Assertion.Present, Certainty.Definite);
        if (_sentence.TermOf(trigger.Deciding).Denies && judgement.Assertion is (Assertion.Present or Assertion.Possible))
            judgement = new(Assertion.Absent, Certainty.Definite);
        if (judgement.Assertion is (Assertion.Present or Assertion.Possible) && family is { NeedsCue: null, Value: null } && Quantities.AreNought(at.Text, trigger, concept))
            judgement = new(Assertion.Absent, Certainty.Definite);
        if (judgement.Assertion == Assertion.Present && family.NeedsCue is null && family.Value is (null or { Optional: true }) && Meaning.IsDoubted(trigger, concept))
            judgement = new(Assertion.Possible, Certainty.Possible);
        return judgement;
    }

    private void Add(Place at, Trigger trigger, string concept, Judgement judgement, int from, int to, Quantity? quantity, LexiconFamily family)
    {
        var (start, end) = (_sentence.Tokens[from].Start - (quantity is { } && _sentence.Tokens[from].Negative && family.Value!.Many ? ScoreNumber.SignBefore(at.Text, _sentence.Tokens[from].Start) : 0), _sentence.Tokens[to - 1].End + (quantity is { } && family.Value!.Many ? ScoreNumber.CommaBehind(at.Text, _sentence.Tokens[to - 1].End) : 0));
        var field = at.Into.FieldOf(start);
        end = Math.Min(end, field.End);
        var first = field.CodePoints(at.Text, start);
        var length = field.CodePoints(at.Text, end) - first;
        var (excerpt, excerptStart) = Excerpts.Around(at.Text, start, end);
        at.Into.Add(field.Line, new()
        {
            Concept = concept,
            Sites = Meaning.OrderedSites(),
            Assertion = judgement.Assertion,
            Certainty = judgement.Certainty,
            Kinds = KindsOf(trigger, family),
            Severity = Attributes.Severity,
            Age = Attributes.Age,
            Laterality = Attributes.Side,
            Section = at.Section.Name,
            Start = first,
            Length = length,
            Text = Encoding.UTF8.GetString(at.Text[start..end]),
            Excerpt = excerpt,
            ExcerptStart = excerptStart,
            SentenceHash = _sentence.HashOfWords(at.Text, from),
            Value = quantity?.Value,
            Unit = quantity is null || family.Value!.Unit.Length == 0 ? null : family.Value.Unit,
        });
    }

    private string[] KindsOf(Trigger trigger, LexiconFamily family)
    {
        _kinds.Clear();
        for (var i = trigger.First; i <= trigger.Last; i++)
            TriggerMeaning.AddNew(_sentence.TermOf(i).Kinds, _kinds);
        TriggerMeaning.AddNew(Attributes.Kinds, _kinds);
        if (_kinds.Count == 0 && family.OtherwiseKind is { } otherwise)
            _kinds.Add(otherwise);
        return _kinds.Count == 0 ? [] : _kinds.ToArray();
    }
}
