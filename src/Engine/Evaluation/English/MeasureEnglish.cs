using System.Globalization;
using System.Text;
using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>A whole measure in plain English, generated from the rule itself.</summary>
public sealed class MeasureEnglish
{
    private readonly StringBuilder _text = new();
    private readonly Measure _measure;
    private readonly Rulebook _rulebook;

    private MeasureEnglish(Measure measure, Rulebook rulebook) => (_measure, _rulebook) = (measure, rulebook);

    /// <summary>The rule: who, what starts the clock, what excludes and closes, tiers, times, sources and code sets.</summary>
    public static string Render(Measure measure, Rulebook rulebook)
    {
        var english = new MeasureEnglish(measure, rulebook);
        english.Head();
        english.Index();
        english.Exclusions();
        english.Satisfactions();
        english.Tiers();
        english.Times();
        english.Followed();
        english.Criteria();
        english.Provenance();
        return english._text.ToString();
    }

    private void Head()
    {
        Line($"{_measure.Title} ({_measure.Id}, version {_measure.Version})");
        Line($"Pathway {_measure.Pathway}, place {_measure.Rank}. {_measure.Why.Trim()}");
    }

    private void Index()
    {
        Section("Starts the clock");
        Line($"{(_measure.ListsMinors ? "Patients of any age" : "Adults (18 and over)")} with one of these in the {Dates.Text(_measure.Index.LookBack)} up to the as-of date; the first class that takes an event counts:");
        foreach (var one in _measure.Index.Classes)
        {
            var age = one.Age is { } band ? $", {RuleWords.Of(band)}" : "";
            var when = one.When is { } condition ? $", where {Say(condition)}" : "";
            Item($"{one.Name}: {one.Title}{age}{when}{(one.JoinsOnly ? " (joins an episode, begins one only alone)" : "")}{(one.Events == IndexChoice.Each ? "" : $" (the {one.Events.ToString().ToLowerInvariant()} only)")}");
            Matches(one.AnyOf);
        }
        Line(_measure.Index.NewEpisode is { } rule ? $"A new episode begins with {NewEpisode(rule)}." : "All of a patient's index events are one episode.");
    }

    private static string NewEpisode(NewEpisode rule)
    {
        var ways = new List<string>();
        if (rule.AcuteAfter is { } period)
        {
            string[] said = [rule.Grown ? "a finding that the text calls new, or says has grown," : "an acute finding", .. rule.InitialValueSets.Select(s => $"a code of '{s}'")];
            ways.Add($"{string.Join(" or ", said)} {(period == Period.Zero ? "later than" : $"more than {Dates.Text(period)} after")} the last");
        }
        if (rule.FirstSites.Count > 0)
            ways.Add($"the first event at {string.Join(" or ", rule.FirstSites)}");
        if (rule.SeverityUp)
            ways.Add("a higher severity than before");
        if (rule.Crosses is { } crossing)
            ways.Add($"a {FindingWords.Plain(crossing.Concept)} that first reaches {string.Join(" or ", crossing.At.Select(a => a.ToString(CultureInfo.InvariantCulture)))}");
        return string.Join(", or ", ways);
    }

    private void Exclusions()
    {
        Section("Excluded, in this order");
        Item("died on or before the as-of date");
        foreach (var exclusion in _measure.Exclude)
            Item($"{exclusion.Label}: {Say(exclusion.When)}{(exclusion.MustKnow ? " (withheld where the feeds cannot show it)" : "")}");
        if (_measure.ActiveWithin is { } period)
            Item($"not active here: the source says so, or the last encounter is more than {Dates.Text(period)} before the as-of date");
    }

    private void Satisfactions()
    {
        Section("Closed by any of");
        foreach (var one in _measure.SatisfiedBy)
        {
            var where = one.Where is { } asked ? $", asked where {Say(asked)}" : "";
            var unless = one.Unless is { } not ? $", unless {Say(not)}" : "";
            Item($"{one.Label}: {Say(one.When)}{where}{unless}{(one.KeepsOpen ? " (is said; only a clinician closes it)" : "")}");
            if (one.Needs.Count > 0)
                Detail($"none found is claimed only where {string.Join(" and ", one.Needs.Select(t => CanonicalTable.Of(t).Name))} cover {RuleWords.Of(one.Window)}");
            if (one.Control is { } control)
                Detail($"and the site sent at least {control.AtLeast} rows of '{control.ValueSet}' in 365 days and {control.PerHundred.ToString(CultureInfo.InvariantCulture)} per 100 patients aged 50 and over");
        }
    }

    private void Tiers()
    {
        Section("Tiers, the first that holds");
        foreach (var tier in _measure.Tiers)
            Item($"{tier.Tier}: {tier.Label}{(tier.When is { } when ? $" ({Say(when)})" : " (the rest)")}");
        foreach (var shift in _measure.Shifts)
            Item($"{(shift.By < 0 ? "up" : shift.By > 0 ? "down" : "label only")}: {shift.Label} ({Say(shift.When)})");
        if (_measure.Notes.Count > 0)
            Section("Lines shown where they hold");
        foreach (var note in _measure.Notes)
            Item((note.OfClosed ? "once closed: " : "") + note.Text + (note.When is { } when ? $" ({Say(when)})" : ""));
    }

    private void Times()
    {
        Section("Times");
        Item($"shown {Dates.Text(_measure.OpensAfter.Usual)} after the final report ({Dates.Text(_measure.OpensAfter.Inpatient)} for inpatients{(_measure.OpensAfter.AtOnce is { } atOnce ? $"; at once where {Say(atOnce)}" : "")})");
        Item($"due {Dates.Text(_measure.DueAfter)} after the final report{(_measure.FirstTierDueAfter is { } first ? $", {Dates.Text(first)} in tier 1" : "")}");
    }

    private void Followed()
    {
        if (_measure.Follow is not { } rule)
            return;
        Section("Counted after a drug began (it lists nobody)");
        Item($"kept on for a year: {string.Join(" or ", rule.Drugs.Select(d => $"[{d}]"))} in hand on {FollowUp.KeptDays} of {FollowUp.Days} days, or in force at day {FollowUp.Days - 1}, give or take {FollowUp.Around}; a supply that nobody wrote down is not known");
        if (rule.Recheck is { } recheck)
            Item($"measured again: [{recheck.Criterion}] from {Dates.Text(recheck.From)} to {Dates.Text(recheck.To)} after it began");
    }

    private void Criteria()
    {
        Section("The questions in brackets");
        foreach (var (name, criterion) in _measure.Criteria.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            Item($"[{name}] {criterion.Title}: {RuleWords.Of(criterion)}");
            Matches(criterion.AnyOf);
        }
    }

    private void Provenance()
    {
        Section("Code sets");
        foreach (var set in MeasureSets.Of(_measure).Where(_rulebook.ValueSets.ContainsKey).Select(name => _rulebook.ValueSets[name]))
            Item($"'{set.Name}': {Amounts.Of(set.Rows.Count, "row")} of {FindingWords.List(set.Systems.Order(StringComparer.Ordinal))}{(set.Names.Count > 0 ? $", {Amounts.Of(set.Names.Count, "name")}" : "")}");
        Section("Sources");
        foreach (var source in _measure.Sources)
            Item(source.Name + (source.Url is null ? "" : $" ({source.Url})"));
        if (_measure.Changes.Count > 0)
            Section("Changes");
        foreach (var change in _measure.Changes)
            Item($"version {change.Version} of {Dates.Text(change.Date)}: {change.What}");
        var review = _measure.Review;
        Line($"Written by {review.AuthoredBy}; checked by {review.CheckedBy ?? "nobody yet"}; reviewed {Dates.Text(review.Reviewed)}, again by {Dates.Text(review.NextReview)}.");
        Line(Wording.Closing);
    }

    private string Say(Condition condition) => RuleWords.Of(condition, _measure);

    private void Matches(IReadOnlyList<EventMatch> matches)
    {
        foreach (var match in matches)
            Detail(MatchWords.Of(match, FindingWords.Default));
    }

    private void Section(string title) => _text.Append('\n').Append(title).Append('\n');

    private void Line(string text) => _text.Append(text).Append('\n');

    private void Item(string text) => _text.Append("  - ").Append(text).Append('\n');

    private void Detail(string text) => _text.Append("      ").Append(text).Append('\n');
}
