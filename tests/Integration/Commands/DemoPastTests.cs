using Dapper;
using Opportune.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Commands;

/// <summary>The invented hospital's past is made by the ordinary means, and is the same each time.</summary>
public sealed class DemoPastTests
{
    [Fact]
    public async Task A_past_has_a_year_that_nobody_was_shown_and_a_year_of_work_in_time_order()
    {
        using var folder = Some.Folder();
        var result = await Cli.Run("demo", "--past", "--no-web", "--patients", "500", "--out", folder["demo"], "--quiet");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        await using var database = await OpportuneDatabase.OpenExisting(DatabaseUrl.Parse($"sqlite:{folder["demo/state.db"]}"), TimeProvider.System, Token);
        Task<List<T>> Ask<T>(string sql) => database.Read(c => c.Query<T>(sql).AsList(), Token);
        Assert.Equal([("backfill", "succeeded", 12L), ("live", "succeeded", 13L)], await Ask<(string, string, long)>("select kind, state, count(*) from runs group by kind, state order by kind"));
        var began = Assert.Single(await Ask<string>("select min(listed_on) from quality_cases"));
        Assert.Equal(began, Assert.Single(await Ask<string>("select min(as_of) from runs where kind = 'live'")));
        Assert.True(Assert.Single(await Ask<long>("select count(*) from quality_cases where open_on < (select min(listed_on) from quality_cases)")) > 0);
        // Everybody decides between a run and the next one, and after the list was there.
        var decided = await Ask<(string Reason, string Day)>("select reason, as_of from entry_events where kind = 'decided' and actor is not null");
        Assert.True(decided.Count > 5);
        Assert.All(decided, d => Assert.True(string.CompareOrdinal(d.Day, began) > 0));
        Assert.Contains(decided, d => d.Reason == "sent-to-clinician");
        Assert.Equal(decided.Count(d => d.Reason == "sent-to-clinician"), Assert.Single(await Ask<long>("select count(*) from hand_offs")));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
