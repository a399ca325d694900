using System.Text;
using Opportune.Core;
using Opportune.Reading.Asserting;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>Turns the triggers of a sentence into mentions.</summary>
internal sealed partial class MentionMaker(CompiledLexicon lexicon, int excerptLength, Func<string, Assertion, bool>? isAsked)
{
    private readonly Sentence _sentence = new(lexicon);
    private TriggerMeaning? _meaning;
    private Attributes? _attributes;
    private Assertions? _assertions;
    private Quantities? _quantities;
    private readonly List<string> _kinds = [];
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
            // "No coronary calcium (Agatston 0)": what is denied is what the nought counts, not the nought.
            if (judgement.Assertion == Assertion.Absent && quantity is { Value: 0 } && family.Value!.Counts is not null)
                judgement = new(Assertion.Present, Certainty.Definite);
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
