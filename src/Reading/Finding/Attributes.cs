using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>Severity, age, side and kinds that are said of a trigger.</summary>
internal sealed class Attributes(Sentence sentence)
{
    private const int SpareWords = 2;
    private const int KindWords = 4;

    private readonly List<string> _kinds = [];

    public Severity Severity { get; private set; }

    public LesionAge Age { get; private set; }

    public Laterality Side { get; private set; }

    public IReadOnlyList<string> Kinds => _kinds;

    /// <summary>Reads what is said of trigger <paramref name="index"/>, whose places lie in tokens <paramref name="low"/> to <paramref name="high"/>.</summary>
    public void Read(int index, int low, int high)
    {
        Clear();
        var trigger = sentence.Triggers[index];
        var from = index == 0 ? Clause(trigger.From, -1) : Math.Max(Border(index - 1), Clause(trigger.From, -1));
        var to = index == sentence.Triggers.Count - 1 ? Clause(trigger.To, 1) : Math.Min(Border(index), Clause(trigger.To, 1));
        ReadSeverity(trigger, from, to);
        ReadAge(trigger, Math.Min(from, low), to);
        // A place that the sentence before names has its side there.
        ReadSides(Widen(Math.Min(low, trigger.From), low < from && sentence.Resumes(from - 1) ? 0 : from, -1), Widen(Math.Max(high, trigger.To), to, 1));
        ReadKinds(trigger, from, to);
    }

    /// <summary>Nothing is said of what is no lesion.</summary>
    public void Clear()
    {
        (Severity, Age, Side) = (Severity.None, LesionAge.None, Laterality.None);
        _kinds.Clear();
    }

    private LexiconModifier Modifier(int match) => sentence.Lexicon.Modifiers[sentence.Modifiers[match].Entry];

    private int Clause(int from, int step)
    {
        var mayResume = step < 0 && sentence.IsResumed;
        for (var token = step > 0 ? from : from - 1; token >= 0 && token < sentence.Tokens.Count; token += step)
        {
            // What goes on about the same may date it, and is not dated by what was said before.
            if (sentence.Tokens.IsMark(token, ';') || sentence.EndsClause(token) || mayResume && sentence.Resumes(token))
                return step > 0 ? token : token + 1;
            if (sentence.Parts(token))
                return token;
        }
        return step > 0 ? sentence.Tokens.Count : 0;
    }

    // Between two triggers the words belong to the left one up to the last comma or joiner, else up to the words that
    // lean on the right one.
    private int Border(int left)
    {
        var (from, to) = (sentence.Triggers[left].To, sentence.Triggers[left + 1].From);
        for (var token = to - 1; token >= from; token--)
        {
            token = BeforeBracket(token, from);
            if (sentence.Tokens[token].Kind == TokenKind.Mark && sentence.Modifiers.At(Math.Max(from, token - 1)) < 0
                || sentence.Is(token, WordFlags.Joiner | WordFlags.Closer) && !JoinsPlaces(token, sentence.Triggers[left + 1].Family) || sentence.EndsClause(token) || sentence.Parts(token))
                return token;
        }
        var border = to;
        while (border > from && (sentence.Modifiers.At(border - 1) >= 0 || sentence.Tokens[border - 1].Kind is TokenKind.Redacted or TokenKind.Number))
            border--;
        return border;
    }

    // "Osteopenia with old T11 and T12 fractures": the list is the right one's, and what stands before it too.
    private bool JoinsPlaces(int token, int family) => token > 0 && token + 1 < sentence.Tokens.Count && sentence.Places(family) is var places && places.At(token - 1) >= 0 && places.At(token + 1) >= 0;

    // A grade that a template leaves to be chosen is none, nor is one whose box nobody ticked.
    private Severity SeverityOf(int match) =>
        sentence.Modifiers[match] is var said && (sentence.IsOption(said.From) || sentence.Ticked(said.From, said.To) == false) ? Severity.None : Modifier(match).Severity;

    private void ReadSeverity(Trigger trigger, int from, int to)
    {
        var spare = SpareWords;
        for (var token = trigger.From - 1; token >= from && spare >= 0; token--)
        {
            token = BeforeBracket(token, from);
            if (sentence.Modifiers.At(token) is var m and >= 0)
            {
                if (SeverityOf(m) != Severity.None)
                {
                    Severity = SeverityOf(m);
                    return;
                }
            }
            else if (sentence.Is(token, WordFlags.Joiner) && !JoinsPlaces(token, trigger.Family) || sentence.Tokens.IsMark(token, ':'))
                break;
            else if (sentence.Places(trigger.Family).At(token) < 0 && !sentence.Is(token, WordFlags.Glue) && sentence.Tokens[token].Kind is TokenKind.Word or TokenKind.Mark)
                spare--;
        }
        for (var token = trigger.From; token < trigger.To; token++)
        {
            if (sentence.Modifiers.At(token) is var inside and >= 0 && SeverityOf(inside) != Severity.None)
            {
                Severity = SeverityOf(inside);
                return;
            }
        }
        spare = SpareWords + 1;
        for (var token = trigger.To; token < to && spare >= 0; token++)
        {
            if (sentence.Modifiers.At(token) is var m and >= 0)
            {
                if (SeverityOf(m) != Severity.None)
                {
                    Severity = SeverityOf(m);
                    return;
                }
            }
            else if (sentence.Is(token, WordFlags.Joiner))
                return;
            else if (!sentence.Is(token, WordFlags.Glue | WordFlags.Statement) && sentence.Tokens[token].Kind == TokenKind.Word)
                spare--;
        }
    }

    // "Mild (grade 1) fracture": a bracket that says again what stands before it is passed over.
    private int BeforeBracket(int token, int from)
    {
        for (var open = token; sentence.Tokens.IsMark(token, ')') && open > from; open--)
        {
            if (sentence.Tokens.IsMark(open, '('))
                return sentence.Modifiers.At(open - 1) >= 0 ? open - 1 : token;
        }
        return token;
    }

    private void ReadAge(Trigger trigger, int from, int to)
    {
        AgeFrom(Leaning(trigger, from), trigger.To);
        // An old fracture is no newer for the recent pain or the new pacemaker that is told behind it.
        var own = Age;
        AgeFrom(Math.Max(from, trigger.From - 14), Math.Min(to, trigger.To + 25));
        if (own is not (LesionAge.None or LesionAge.Unchanged) && Age == LesionAge.Acute)
            Age = own;
    }

    private void AgeFrom(int from, int to)
    {
        for (var token = from; token < to; token++)
        {
            if (sentence.Modifiers.At(token) is var m and >= 0 && Weight(Modifier(m).Age) > Weight(Age))
                Age = Modifier(m).Age;
        }
    }

    // Where the words begin that lead up to the trigger: "an old, slightly displaced T12 fracture".
    private int Leaning(Trigger trigger, int from)
    {
        var (token, spare) = (trigger.From, SpareWords);
        for (; token > from; token--)
        {
            var before = token - 1;
            if (sentence.Is(before, WordFlags.Joiner) && !JoinsPlaces(before, trigger.Family) || sentence.Is(before, WordFlags.Statement))
                break;
            if (sentence.Modifiers.At(before) < 0 && sentence.Places(trigger.Family).At(before) < 0 && !sentence.Is(before, WordFlags.Glue | WordFlags.Joiner)
                && (sentence.Tokens[before].Kind == TokenKind.Mark ? sentence.Modifiers.At(Math.Max(from, before - 1)) < 0 : --spare < 0))
                break;
        }
        return token;
    }

    // Said together, the surer word about the bone wins: "old healed", "acute on chronic", "unchanged, chronic".
    private static int Weight(LesionAge age) => age switch
    {
        LesionAge.Indeterminate => 6,
        LesionAge.Healed => 5,
        LesionAge.Subacute => 4,
        LesionAge.Acute => 3,
        LesionAge.Chronic => 2,
        LesionAge.Unchanged => 1,
        _ => 0,
    };

    private int Widen(int at, int bound, int step)
    {
        var spare = 3;
        while (step < 0 ? at > bound : at < bound)
        {
            var token = step < 0 ? at - 1 : at;
            if (sentence.Tokens[token].Kind == TokenKind.Mark && sentence.Modifiers.At(Math.Max(0, token - 1)) < 0)
                break;
            if (sentence.Modifiers.At(token) < 0 && --spare < 0)
                break;
            at += step;
        }
        return at;
    }

    /// <summary>Reads the side from these tokens alone.</summary>
    public void ReadSides(int from, int to)
    {
        Side = Laterality.None;
        for (var token = from; token < to; token++)
        {
            var side = sentence.Modifiers.At(token) is var m and >= 0 ? Modifier(m).Side : Laterality.None;
            if (side != Laterality.None)
                Side = Side == Laterality.None || Side == side ? side : Laterality.Bilateral;
        }
    }

    private void ReadKinds(Trigger trigger, int from, int to)
    {
        var family = sentence.Lexicon.Families[trigger.Family].Id;
        for (var token = Math.Max(from, trigger.From - 6); token < trigger.To; token++)
            AddKind(token, family);
        var (at, leans) = (trigger.To, true);
        for (; at < to && !Denies(at) && ((leans &= Leans(trigger, at)) || at < trigger.To + KindWords); at++)
            AddKind(at, family);
        // "due to ..." ends the clause, and yet is said of what stands before it.
        if (at == to && at < sentence.Tokens.Count && sentence.EndsClause(at) && sentence.Modifiers.At(at) is var cause and >= 0 && sentence.Modifiers[cause].From == at)
            AddKind(at, family);
    }

    private void AddKind(int token, string family)
    {
        if (sentence.Modifiers.At(token) is var m and >= 0 && Modifier(m) is { Kind.Length: > 0 } said && !IsPseudo(token)
            && (said.Families.Count == 0 || said.Families.Contains(family)) && !_kinds.Contains(said.Kind))
            _kinds.Add(said.Kind);
    }

    private LexiconCue? CueAt(int token) => sentence.Cues.At(token) is var cue and >= 0 ? sentence.Lexicon.Cues[sentence.Cues[cue].Entry] : null;

    // "not due to ...": a phrase that keeps its words from meaning what they say.
    private bool IsPseudo(int token) => CueAt(token) is { Type: CueType.Pseudo };

    private bool Denies(int token) => CueAt(token) is { Type: CueType.Absent or CueType.Unlikely, Direction: not CueDirection.Backward };

    // Where the trigger's places stand between it and its kind, the kind may stand further off.
    private bool Leans(Trigger trigger, int token) =>
        sentence.Places(trigger.Family).At(token) >= 0 || sentence.Modifiers.At(token) >= 0 || sentence.Is(token, WordFlags.Glue)
        || sentence.Tokens[token].Kind is TokenKind.Redacted or TokenKind.Number;
}
