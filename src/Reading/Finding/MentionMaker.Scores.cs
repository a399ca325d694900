using System.Text;
using Opportune.Core;
using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

internal sealed partial class MentionMaker
{
    // A place that heads several lines stands so many bytes before their score at most.
    private const int FarthestPlace = 300;

    private readonly List<TableScore> _scores = [];
    private ScoreTable? _table;

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
}
