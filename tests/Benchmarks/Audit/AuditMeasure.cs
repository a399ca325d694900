using System.Diagnostics;
using System.Globalization;
using Dapper;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Audit;

namespace Opportune.Tests.Benchmarks.Audit;

/// <summary>
/// A long audit trail: how fast it is kept, how long its verification takes, and that every change of a single record is found. Each second
/// record is changed, in one of its fields in turn, and then each other one: whether a record is found depends on its own fields and the
/// seal kept before it alone, so that half of them stand for as many changes of one record each, with a record between that must not be
/// blamed.
/// </summary>
internal static class AuditMeasure
{
    private static readonly string[] Changes =
    [
        "at = strftime('%Y-%m-%dT%H:%M:%S', substr(at, 1, 19), '+1 seconds') || substr(at, 20)", "who = who || ' '", "role = role || 'x'", "action = 'entry-printed'",
        "subject = substr(subject, 2)", "detail = detail || '0'", "origin = '10.0.0.1'",
    ];

    public static async Task<int> Run(int records, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("opportune-audit-").FullName;
        try
        {
            await using var database = await OpportuneDatabase.Open(DatabaseUrl.Parse($"sqlite:{Path.Combine(folder, "state.db")}"), TimeProvider.System, cancel);
            var files = AuditFolder.Open(Path.Combine(folder, "audit"));
            var watch = Stopwatch.StartNew();
            await using (var trail = await AuditTrail.Open(database, files, "bench", cancel: cancel))
            {
                for (var i = 0; i < records; i++)
                    await trail.Note(new("Rae Reviewer", "reviewer", "entry-viewed", $"0190{i:x28}", "by=next", "127.0.0.1"));
            }
            Say($"{records:N0} records kept in {watch.Elapsed.TotalSeconds:0.0} s");
            var whole = await Verify("verified");
            if (whole.Faults.Count > 0)
                return 1;
            await Do("drop trigger audit_records_stay; drop trigger audit_records_stay_unchanged; create table kept as select * from audit_records");
            var isFound = true;
            foreach (var rest in new[] { 1, 0 })
            {
                for (var i = 0; i < Changes.Length; i++)
                    await Do($"update audit_records set {Changes[i]} where number % 2 = {rest} and (number / 2) % {Changes.Length} = {i}");
                isFound &= Are(await Verify($"each {(rest == 1 ? "odd" : "even")} record changed"), rest);
                await Do("delete from audit_records; insert into audit_records select * from kept");
                await Do($"delete from audit_records where number % 2 = {rest} and number < (select max(number) from kept)");
                isFound &= Are(await Verify($"each {(rest == 1 ? "odd" : "even")} record but the last taken out"), rest);
                await Do("delete from audit_records; insert into audit_records select * from kept");
            }
            Say(isFound ? "every one was found, and no other blamed" : "NOT every one was found, or another was blamed");
            return isFound ? 0 : 1;

            Task<int> Do(string statement) => database.Write(c => c.Execute(statement), cancel);

            async Task<AuditVerification> Verify(string what)
            {
                var before = Process.GetCurrentProcess().TotalProcessorTime;
                var began = Stopwatch.GetTimestamp();
                var verification = await AuditVerification.Of(database, files, cancel);
                Say($"{what}: {verification.Records:N0} records, {verification.Faults.Count:N0} faults, {Stopwatch.GetElapsedTime(began).TotalSeconds:0.00} s, {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds:0.00} s of processors");
                return verification;
            }

            bool Are(AuditVerification verification, int rest)
            {
                var expected = Enumerable.Range(1, records).Where(n => n % 2 == rest).Select(n => (long)n);
                var found = verification.Faults.Select(f => f.Number).ToHashSet();
                // The last record is left where others are taken out: what is cut off an end is found by the anchor, not by the next record.
                return found.SetEquals(expected) || found.SetEquals(expected.Where(n => n < records));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Say(string line) => Console.WriteLine(line);
}
