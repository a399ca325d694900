using System.Text;
using Dapper;
using Opportune.Database;

namespace Opportune.Tests.Integration.Kills;

/// <summary>
/// All that readers of a database can see of the worklist, as text, without what differs from one execution to the next (ids,
/// instants): two databases with the same text hold the same list, the same decisions and the same history.
/// </summary>
internal static class PublishedList
{
    private static readonly (string Title, string Statement)[] Parts =
    [
        ("gap", """
            select g.patient_id, g.measure, g.status, g.status_reason, g.tier, g.priority, g.index_date, g.due_date, g.covered_to, g.why,
                g.looked_for, g.would_close, g.wording, g.limits, g.evidence, e.number
            from gaps g left join entries e on e.entry_id = g.entry_id
            order by g.patient_id, g.measure
            """),
        ("entry", """
            select patient_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader, site, tier, priority,
                index_date, due_date, covered_to, provider_id, episode, news, reopenings, memory, first_seen, decision, reason, on_episode,
                on_news, on_reopenings, returns_on, attempts, note, assignee, decided_by, revision, state
            from entries order by patient_id, pathway, number
            """),
        ("event", """
            select e.patient_id, e.pathway, e.number, v.as_of, v.kind, v.cause, v.actor, v.reason, v.state_before, v.state_after, v.text
            from entry_events v join entries e on e.entry_id = v.entry_id
            order by e.patient_id, e.pathway, e.number, v.event_id
            """),
        ("reported", """
            select patient_id, table_name, code_system, code, event_date, value, unit, entered_by, withdrawn_by
            from reported_rows order by number
            """),
        ("publication", "select measure, site, as_of, measure_version, measure_sha256, sets_sha256, lexicon_sha256 from publications order by measure, site"),
    ];

    /// <summary>The text; empty before there are tables.</summary>
    public static async Task<string> Of(DatabaseUrl url)
    {
        OpportuneDatabase database;
        try
        {
            database = await OpportuneDatabase.OpenExisting(url, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        catch (Opportune.Core.InputException)
        {
            return "";
        }
        await using (database)
        {
            var text = new StringBuilder("ready\n");
            await using var connection = await database.Connect(TestContext.Current.CancellationToken);
            await using var snapshot = connection.BeginSnapshot();
            foreach (var (title, statement) in Parts)
            {
                foreach (var row in await connection.QueryAsync(statement))
                    text.Append(title).Append('\t').AppendJoin('\t', ((IDictionary<string, object?>)row).Values.Select(Written)).Append('\n');
            }
            return text.ToString();
        }
    }

    private static string Written(object? value) => value switch
    {
        null => "-",
        DateTime day => day.ToString("yyyy-MM-dd"),
        DateOnly day => day.ToString("yyyy-MM-dd"),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
