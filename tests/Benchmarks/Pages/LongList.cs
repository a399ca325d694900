using System.Data;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Standings;

namespace Opportune.Tests.Benchmarks.Pages;

/// <summary>
/// A list as a large hospital has it after some years, written straight into an empty database: of a hundred entries 58 are to do, a tenth of
/// them of patients whose treatment is unknown or who are not active here, 12 are put off or wait, 27 are closed, 3 withdrawn. One patient in six
/// has an entry in two pathways. Words and names are invented; surnames are as uneven as real ones (the most frequent: one patient in ninety).
/// </summary>
internal static class LongList
{
    public static readonly DateOnly Today = new(2026, 11, 20);

    private const int ClinicianCount = 1_200;

    private static readonly string[] First = ["Adelina", "Birgit", "Corazon", "Delphine", "Eunice", "Fatoumata", "Greta", "Horatio", "Ignacio", "Jedediah", "Kwame", "Leopold", "Mordecai", "Nikhil", "Osvaldo", "Percival"];
    private static readonly string[] Front = ["Aber", "Bally", "Castel", "Drago", "Eriks", "Fother", "Gran", "Holling", "Iwa", "Janko", "Kirk", "Lager", "Monte", "Nwa", "Oye", "Pember", "Quis", "Raven", "Szy", "Tre", "Uzo", "Villa", "Whit", "Yar"];
    private static readonly string[] Middle = ["", "n", "l", "ra", "mi", "to", "se", "vo", "li", "da", "no", "ke"];
    private static readonly string[] End = ["corn", "tyne", "lanos", "mir", "dottir", "gay", "beho", "worth", "saki", "vic", "bride", "qvist", "longo", "chukwu", "ran", "ton", "pe", "croft", "manski", "maine", "ma", "lobos", "combe", "borough"];
    private static readonly string[] Sites = ["north", "south", "east", "river"];

    /// <summary>Writes so many entries, unless they are there.</summary>
    /// <exception cref="InputException">The database holds another list.</exception>
    public static async Task Fill(OpportuneDatabase database, int entries, CancellationToken cancel)
    {
        var there = await database.Read(c => c.ExecuteScalar<long>("select count(*) from entries"), cancel);
        if (there == entries)
            return;
        if (there > 0)
            throw new InputException($"--database: it holds {there} entries already, {entries} were asked for; name an empty database");
        Console.Error.WriteLine($"writing {entries:N0} entries");
        await new StandingTable(database).DeclareInvented("benchmarks", cancel);
        await database.Write(connection => { Runs(connection); return 0; }, cancel);
        // In portions, so that no transaction is larger than a night's.
        const int portion = 100_000;
        for (var from = 0; from < entries; from += portion)
        {
            var (first, last) = (from, Math.Min(entries, from + portion));
            await database.Write(connection => { Write(connection, first, last); return 0; }, cancel);
        }
        await database.Write(connection => connection.Execute("analyze;", commandType: CommandType.Text), cancel);
        if (database.Engine == DatabaseEngine.PostgreSql)
        {
            await using var connection = await database.Connect(cancel);
            await connection.ExecuteAsync("vacuum analyze");
        }
    }

    private static void Runs(DbConnection connection)
    {
        var at = new DateTimeOffset(Today, new(4, 0), TimeSpan.Zero);
        connection.Execute(
            "insert into runs (run_id, job, kind, as_of, state, requested_at, requested_by, started_at, finished_at, threads, input, program, rules_sha256, lexicon_sha256, inputs_changed_at) values ('long', 'nightly', 'live', @today, 'succeeded', @at, 'benchmark', @at, @at, 2, '', '', '', '', @at)",
            new { today = Today, at });
        foreach (var site in Sites)
        {
            foreach (var measure in new[] { "dexa-review", "statin-review" })
            {
                connection.Execute(
                    "insert into publications (measure, site, run_id, as_of, published_at, measure_version, measure_sha256, sets_sha256, lexicon_sha256) values (@measure, @site, 'long', @today, @at, 1, '', '', '')",
                    new { measure, site, today = Today, at });
            }
        }
        for (var i = 0; i < ClinicianCount; i++)
            connection.Execute("insert into clinicians (clinician_id, name, site, panel) values (@id, @name, @site, @panel)", new { id = Clinician(i), name = $"Dr. {Family(i * 7919)}", site = Sites[i % 4], panel = Panel(i) });
    }

    private static void Write(DbConnection connection, int from, int to)
    {
        People(connection, from, to);
        using (var load = BulkLoad.Into(connection, "entries",
        [
            "entry_id", "patient_id", "patient_now", "pathway", "number", "finding", "finding_since", "finding_cause", "finding_reason", "leader", "site", "tier", "priority", "index_date",
            "due_date", "covered_to", "provider_id", "episode", "news", "reopenings", "memory", "first_seen", "last_run_id", "decision", "reason", "on_episode", "on_news", "on_reopenings",
            "returns_on", "attempts", "assignee", "decided_by", "decided_at", "decided_on", "revision",
        ]))
        {
            for (var i = from; i < to; i++)
                Entry(load, i);
            load.Complete();
        }
        using (var load = BulkLoad.Into(connection, "gaps",
        [
            "patient_id", "measure", "gap_id", "entry_id", "site", "status", "status_reason", "basis", "tier", "priority", "index_date", "index_table", "index_row", "due_date", "covered_to", "age", "sex",
            "why", "looked_for", "would_close", "wording", "limits", "evidence",
        ]))
        {
            for (var i = from; i < to; i++)
                Gap(load, i);
            load.Complete();
        }
        using (var load = BulkLoad.Into(connection, "entry_events", ["entry_id", "at", "as_of", "kind", "cause", "run_id", "state_after", "text"]))
        {
            for (var i = from; i < to; i++)
            {
                load.Add(Id(i));
                load.Add(new DateTimeOffset(Seen(i), new(4, 0), TimeSpan.Zero));
                load.Add(Seen(i));
                load.Add("opened");
                load.Add("new-finding");
                load.Add("long");
                load.Add("new");
                load.Add("first listed");
                load.EndRow();
            }
            load.Complete();
        }
    }

    private static void People(DbConnection connection, int from, int to)
    {
        PeopleTable.Write(connection, Enumerable.Range(from, to - from).Where(i => Patient(i) == Name(i)).Select(i => new PersonRow
        {
            PatientId = Name(i),
            Mrn = string.Create(CultureInfo.InvariantCulture, $"{40_000_000 + Draw(i, 1) % 9_000_000 * 10 + i % 10}"),
            DisplayName = $"{Family(i)}, {First[Draw(i, 2) % First.Length]}",
            BirthDate = Today.AddYears(-50 - (Draw(i, 3) % 45)).AddDays(-(Draw(i, 4) % 365)),
            Sex = Draw(i, 5) % 2 == 0 ? "F" : "M",
            Phone = "555-0100",
            Site = Sites[Draw(i, 6) % 4],
            ProviderId = Clinician(Draw(i, 7)),
            ProviderName = $"Dr. {Family(Draw(i, 7) % ClinicianCount * 7919)}",
            NextVisit = Draw(i, 8) % 3 == 0 ? Today.AddDays(Draw(i, 9) % 200) : null,
        }));
        connection.Execute(
            "update people set attributed_id = provider_id, attributed_name = provider_name, attributed_panel = (select c.panel from clinicians as c where c.clinician_id = people.provider_id), attributed_by = 'primary-care' where attributed_by is null");
    }

    private static void Entry(BulkLoad load, int i)
    {
        var (finding, decision, returns) = Standing(i);
        load.Add(Id(i));
        load.Add(Patient(i));
        load.Add(Patient(i));
        load.Add(IsBone(i) ? "bone" : "vascular");
        load.Add(1L);
        load.Add(finding);
        load.Add(Seen(i));
        load.Add("new-finding");
        load.Add("none found");
        load.Add(Measure(i));
        load.Add(Sites[Draw(i, 6) % 4]);
        load.Add((long)Tier(i));
        load.Add("by index");
        load.Add(Seen(i).AddDays(-20));
        if (Draw(i, 10) % 20 == 0)
            load.AddNull();
        else
            load.Add(Seen(i).AddDays(60 + (Draw(i, 11) % 60)));
        load.Add(Today.AddDays(-2));
        load.Add(Clinician(Draw(i, 7)));
        load.Add(1L);
        load.Add(0L);
        load.Add(0L);
        load.Add("{}");
        load.Add(Seen(i));
        load.Add("long");
        load.Add(decision);
        load.Add(decision is null ? null : "a reason");
        for (var counter = 0; counter < 3; counter++)
            load.Add(decision is null ? (long?)null : counter == 0 ? 1 : 0);
        load.Add(returns);
        load.Add(0L);
        load.Add(Draw(i, 12) % 25 == 0 ? $"reviewer {Draw(i, 13) % 20}" : null);
        load.Add(decision is null ? null : "reviewer 1");
        load.Add(decision is null ? (DateTimeOffset?)null : new DateTimeOffset(Today, TimeOnly.MinValue, TimeSpan.Zero));
        load.Add(decision is null ? (DateOnly?)null : Today.AddDays(-30));
        load.Add(decision is null ? 0L : 1L);
        load.EndRow();
    }

    private static void Gap(BulkLoad load, int i)
    {
        var finding = Standing(i).Finding;
        var open = finding is "open" or "treatment-unknown" or "not-active-here";
        load.Add(Patient(i));
        load.Add(Measure(i));
        load.Add("g" + Id(i));
        load.Add(Id(i));
        load.Add(Sites[Draw(i, 6) % 4]);
        load.Add(finding == "treatment-unknown" ? "withheld" : open ? "open" : "closed");
        load.Add(open ? "none found" : "done");
        load.Add(open ? "open" : "satisfied");
        load.Add((long)Tier(i));
        load.Add("by index");
        load.Add(Seen(i).AddDays(-20));
        load.Add("imaging_findings");
        load.Add("f" + Id(i));
        load.Add(Seen(i).AddDays(70));
        load.Add(Today.AddDays(-2));
        load.Add((long)(50 + (Draw(i, 3) % 45)));
        load.Add(Draw(i, 5) % 2 == 0 ? "F" : "M");
        if (!open)
        {
            for (var k = 0; k < 6; k++)
                load.AddNull();
        }
        else
        {
            var seen = Seen(i).AddDays(-20).ToString("d MMM yyyy", CultureInfo.InvariantCulture);
            load.Add(IsBone(i) ? $"T{8 + Draw(i, 14) % 5} compression fracture, CT chest, {seen}" : $"coronary calcification, {(Draw(i, 14) % 2 == 0 ? "moderate" : "mild")}, CT chest, {seen}");
            load.Add(IsBone(i) ? "DXA in procedures and results, osteoporosis drugs in medications, up to 18 Nov 2026" : "statin in medications up to 18 Nov 2026");
            load.Add(IsBone(i) ? "a DXA, or an osteoporosis drug" : "a statin, or a reason against one");
            load.Add($"Report of {seen} (CT chest): the finding is named in the report. Nothing was found that answers it. Consider: review with the patient's clinician. {Wording.Closing}");
            load.Add("Read from text; what was done elsewhere is not known. The amount is as the report words it.");
            load.Add($$"""[{"role":"index","criterion":"A1","outcome":"found","table":"imaging_findings","row_id":"f{{Id(i)}}","date":"{{Seen(i).AddDays(-20):yyyy-MM-dd}}","code":"vertebral-fracture","excerpt":"There is a compression fracture of the T11 vertebral body with loss of height.","excerpt_start":11,"length":20},{"role":"satisfies","criterion":"dxa","outcome":"none-found","table":"procedures","window_from":"2024-11-18","window_to":"2026-11-18"},{"role":"exclusion","criterion":"hospice","outcome":"none-found","table":"conditions","window_from":"2024-11-18","window_to":"2026-11-18"}]""");
        }
        load.EndRow();
    }

    // By a hundred: what the last publication found, what a person decided, and until when.
    private static (string Finding, string? Decision, DateOnly? Returns) Standing(int i) => (Draw(i, 15) % 100) switch
    {
        < 46 => ("open", null, null),
        < 50 => ("treatment-unknown", null, null),
        < 52 => ("not-active-here", null, null),
        < 57 => ("open", "review", null),
        < 58 => ("open", "reopen", null),
        // One in ten of these is back by now.
        < 64 => ("open", "snooze", Today.AddDays((Draw(i, 16) % 100) - 9)),
        < 70 => ("open", "wait", Today.AddDays((Draw(i, 16) % 100) - 9)),
        < 78 => ("open", "close", null),
        < 80 => ("satisfied", "close", null),
        < 97 => ("satisfied", null, null),
        _ => ("gone", null, null),
    };

    private static int Tier(int i) => (Draw(i, 17) % 100) switch { < 8 => 1, < 25 => 2, < 55 => 3, < 85 => 4, _ => 5 };

    private static DateOnly Seen(int i) => Today.AddDays(-(Draw(i, 18) % 700));

    // One entry in seven is the second of the patient before, in the other pathway.
    private static string Patient(int i) => IsSecond(i) ? Name(i - 1) : Name(i);

    private static bool IsSecond(int i) => i % 7 == 6;

    private static bool IsBone(int i) => IsSecond(i) ? !IsBone(i - 1) : Draw(i, 19) % 5 < 2;

    private static string Measure(int i) => IsBone(i) ? "dexa-review" : "statin-review";

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"p{i:00000000}");

    private static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"{(ulong)Draw(i, 20) * 2654435761 % 4294967296:x8}{i:x8}");

    private static string Clinician(int i) => string.Create(CultureInfo.InvariantCulture, $"c{i % ClinicianCount:000}");

    private static string Panel(int i) => $"panel {i % 100}";

    private static string Family(int i)
    {
        // The square of an even draw: the first of each list are the most frequent.
        int Uneven(int draw, int count) => (int)((double)draw % 1000 / 1000 * ((double)draw % 1000 / 1000) * count);
        return Front[Uneven(Draw(i, 21), Front.Length)] + Middle[Uneven(Draw(i, 22), Middle.Length)] + End[Uneven(Draw(i, 23), End.Length)];
    }

    // The same for the same numbers, whatever is drawn before.
    private static int Draw(int i, int what)
    {
        var x = (ulong)i * 0x9E3779B97F4A7C15 + (ulong)what * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return (int)((x ^ (x >> 31)) & 0x7FFFFFFF);
    }
}
