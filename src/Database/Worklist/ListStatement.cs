using System.Data.Common;
using Dapper;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>
/// Which lines of the list's SQL a question needs. A list of a million entries is read in its order from an index, as far as the page goes, so
/// what cannot come from one index in one order is found in several ways: what is in a state without more ado apart from what comes to it with a
/// date, and what a measure leads apart from what it is another line of.
/// </summary>
internal sealed class ListStatement
{
    private const string Match = "worklist/match-entries.sql";

    private const int FewPatients = 3_000;

    // More words than a name, a record number and an id have between them tell nothing more.
    private const int MostWords = 4;

    // What begins with a word comes before the word with this after it.
    private const string Last = "\U0010FFFF";

    private static readonly EntryState[] ToDo = [EntryState.New, EntryState.InReview, EntryState.Reopened];

    private readonly WorklistFilter _filter;
    private readonly Sight _sight;
    private readonly DynamicParameters _parameters = new();
    private readonly List<string> _asked = [];
    private IReadOnlyList<string> _words;

    public ListStatement(WorklistFilter filter, Sight sight, DateOnly today)
    {
        (_filter, _sight) = (filter, sight);
        _asked.AddRange(sight.Asked);
        sight.AddTo(_parameters);
        Give("today", today);
        Ask("pathway", filter.Pathway);
        Ask("site", filter.Site);
        Ask("assignee", filter.Assignee);
        Ask("patient", filter.Patient);
        Ask("clinician", filter.Clinician);
        // One person has hundreds in hand, not hundreds of thousands.
        Ask("narrow", filter.Clinician is not null || filter.Patient is not null || filter.Assignee is not null);
        Ask("panel", filter.Panel);
        Ask("finding", filter.Finding is { } finding ? EntryNames.Of(finding) : null);
        Ask("tier", (long?)filter.Tier);
        Ask("since", filter.Since);
        Ask("came", filter.Came);
        Ask("nobody", filter.Nobody);
        Ask("over-due", filter.OverDue);
        Ask("returned", filter.Returned);
        Ask("unconfirmed", filter.Unconfirmed);
        Ask("first-of-patient", filter.OnePerPatient);
        Give("measure", filter.Measure);
        _words = [.. filter.SearchedWords.OrderByDescending(w => w.Length).Take(MostWords)];
    }

    /// <summary>A page in an order, from a place on; one row more than <paramref name="limit"/>, to know whether there is another page.</summary>
    public IEnumerable<EntryRow> Page(DbConnection connection, ListOrder order, ListPosition? after, int limit)
    {
        AskForWords(connection);
        if (order == ListOrder.Found && _words.Count == 0)
            (order, after) = (ListOrder.Name, after is null ? null : after with { Order = ListOrder.Name });
        var by = order switch
        {
            ListOrder.FirstSeen => "first-seen",
            ListOrder.Due => "due",
            ListOrder.Visit => "visit",
            ListOrder.Name => "name",
            ListOrder.Found => "found",
            _ => "tier",
        };
        string[] words = order == ListOrder.Found ? ["found"] : AskForWord(connection);
        string[] person = order is ListOrder.Visit or ListOrder.Name ? ["person"] : [];
        string[] panel = _filter.Panel is null ? [] : PatientsOfPanel(connection, _filter.Panel) <= FewPatients ? ["panel", "narrow"] : ["large-panel"];
        string[] scope = _sight.Scope.Panels is { Count: > 0 } own && own.Sum(p => PatientsOfPanel(connection, p)) <= FewPatients ? ["by-panel", "narrow"] : [];
        var isNarrow = scope.Length > 0 || _asked.Contains("narrow") || words.Contains("narrow") || panel.Contains("narrow");
        string[] place = after is null || !Place(connection, after) ? [] : [$"after-{by}"];
        Give("limit", limit + 1L);
        var sql = Sql.Load(
            "worklist/list-entries.sql", [.. _asked.Except(["panel"]), "sorted", "limited", $"by-{by}", .. person, .. words, .. panel, .. scope, .. place], isNarrow ? OneWay() : order == ListOrder.Tier ? Ways(after?.Back) : [.. OneWay().Select(w => w.Contains("line") ? w : [.. w, "each"])], Match);
        return _filter.OnePerPatient
            ? connection.Query<EntryRow, OtherLine, EntryRow>(sql, (row, other) => other is null ? row : row with { Others = [other] }, _parameters, splitOn: "other_id")
                .GroupBy(row => row.EntryId).Select(rows => rows.First() with { Others = [.. rows.SelectMany(r => r.Others)] })
            : connection.Query<EntryRow>(sql, _parameters);
    }

    /// <summary>How many there are; counted no further than <paramref name="most"/>.</summary>
    public long UpTo(DbConnection connection, long most)
    {
        AskForWords(connection);
        Give("most", most);
        // Of a patient one entry in each pathway at most is to do: among so many entries there are enough patients.
        Give("limit", _filter.OnePerPatient && most < long.MaxValue ? most * Pathways.Known.Count : most);
        string[] words = _words.Count == 0 ? [] : ["word"];
        return connection.QuerySingle<long>(Sql.Load(
            "worklist/count-up-to.sql", [.. _asked.Except(["first-of-patient"]), "limited", "by-panel", .. words, .. _filter.OnePerPatient ? ["by-patient"] : Array.Empty<string>()], _asked.Contains("narrow") ? OneWay() : Ways(), Match), _parameters);
    }

    /// <summary>How many there are in each state; the filter's own states do not count.</summary>
    public List<StateCount> ByState(DbConnection connection)
    {
        AskForWords(connection);
        return connection.Query<StateCount>(Sql.Load("worklist/count-entries.sql", [.. _asked.Except(["returned", "unconfirmed"]), "standing", "by-panel", .. _words.Count == 0 ? Array.Empty<string>() : ["word"]], OfMeasure(["mixed"]), Match), _parameters).AsList();
    }

    // What the place's order goes by beside what the place says. False: there is no such entry.
    private bool Place(DbConnection connection, ListPosition after)
    {
        Give("after_tier", after.Tier);
        Give("after_back", after.Back);
        Give("after_day", after.Day);
        Give("after_id", after.EntryId);
        if (after.Order is not (ListOrder.Name or ListOrder.Visit or ListOrder.Found))
            return true;
        var found = connection.QuerySingleOrDefault<PlaceRow>(
            _sight.Load("worklist/find-place.sql"),
            _sight.With(new { entry_id = after.EntryId, word_from = _words.Count == 0 ? "" : _words[0], word_to = _words.Count == 0 ? "" : _words[0] + Last }));
        Give("after_name", found?.NameKey);
        Give("after_patient", found?.PatientId);
        Give("after_word", found?.Word);
        return found is not null && (after.Order != ListOrder.Found || found.Word is not null);
    }

    // The order by tiers, and counting, have indexes of what is in a state without more ado; what comes to it with a date alone is found apart.
    private List<IReadOnlyCollection<string>> Ways(long? afterBack = null)
    {
        var states = _filter.StatesOfList;
        if (IsAll(states))
            return OneWay();
        var isToDo = ToDo.All(states.Contains);
        return
        [
            .. (isToDo ? OfMeasure(["always", "to-do"]) : []),
            .. states.Where(s => !isToDo || !ToDo.Contains(s)).SelectMany(s => OfMeasure(["now", EntryNames.Of(s), .. Order(s)])),
            .. states.Where(s => s is EntryState.Reopened or EntryState.ClosedByEvidence).SelectMany(s => OfMeasure(["lapsed", EntryNames.Of(s), .. Order(s)])),
        ];

        // In one state all are back or none is: in a tier they come as a whole before or after those with whom the place is, or are these.
        string[] Order(EntryState state)
        {
            var isBack = state == EntryState.Reopened;
            return [isBack ? "all-back" : "none-back", (isBack ? 0L : 1L).CompareTo(afterBack ?? 0) switch { 0 => "same", > 0 => "whole", < 0 => "past" }];
        }
    }

    // The other orders have indexes of all entries, or people, read until the page is full; and the entries of few patients are looked up by them.
    private List<IReadOnlyCollection<string>> OneWay()
    {
        var states = _filter.StatesOfList;
        return IsAll(states) ? OfMeasure(["now", "mixed"])
            : ToDo.Length == states.Count && ToDo.All(states.Contains) ? OfMeasure(["today", "to-do", "mixed"])
            : [.. states.SelectMany(s => OfMeasure(["today", EntryNames.Of(s), "mixed"]))];
    }

    private static bool IsAll(IReadOnlyList<EntryState> states) => states.Count == Enum.GetValues<EntryState>().Length;

    private List<IReadOnlyCollection<string>> OfMeasure(IReadOnlyCollection<string> way) =>
        _filter.Measure is null ? [way] : [[.. way, "leads"], [.. way, "line"]];

    // The word that finds the fewest is looked for by an index, and the others in whom it finds: a name that one patient in ninety bears costs
    // hardly more than a rare one if a rare one stands beside it.
    private void AskForWords(DbConnection connection)
    {
        if (_words.Count > 1)
            _words = [.. _words.OrderBy(w => PatientsOf(connection, w))];
        for (var i = 0; i < _words.Count; i++)
        {
            if (i > 0)
                _asked.Add($"also-{i}");
            var name = i == 0 ? "word" : $"also_{i}";
            Give($"{name}_from", _words[i]);
            Give($"{name}_to", _words[i] + Last);
        }
    }

    // In an order of its own, what is looked for is looked up first where it finds few.
    private string[] AskForWord(DbConnection connection) =>
        _words.Count == 0 ? [] : PatientsOf(connection, _words[0]) <= FewPatients ? ["word", "narrow"] : ["word"];

    private static long PatientsOfPanel(DbConnection connection, string panel) =>
        connection.QuerySingle<long>(Sql.Load("worklist/count-patients-of-panel.sql"), new { panel, limit = FewPatients + 1L });

    private static long PatientsOf(DbConnection connection, string word) =>
        connection.QuerySingle<long>(Sql.Load("worklist/count-patients-of-word.sql"), new { word_from = word, word_to = word + Last, limit = FewPatients + 1L });

    private void Ask(string name, bool asked)
    {
        if (asked)
            _asked.Add(name);
    }

    private void Ask<T>(string name, T? value)
    {
        if (value is null)
            return;
        _asked.Add(name);
        Give(name, value);
    }

    private void Give(string name, object? value) => _parameters.Add(name, value);

    private sealed record PlaceRow(string NameKey, string PatientId, string? Word);
}
