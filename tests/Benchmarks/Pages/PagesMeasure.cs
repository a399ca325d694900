using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Tests.Benchmarks.Pages;

/// <summary>
/// So many people at work on a long list at once, each thinking a second between two pages: the list, a filter, the next page, a patient looked
/// for, an entry. Prints how long the server took for each, with the
/// counting of lists and without it, and how large the pages are.
/// </summary>
internal static partial class PagesMeasure
{
    private const int Slowest = 30;

    private static readonly TimeSpan Think = TimeSpan.FromSeconds(1);

    public static async Task<int> Run(string url, int entries, int users, double minutes, CancellationToken cancel)
    {
        await using (var database = await OpportuneDatabase.Open(DatabaseUrl.Parse(url), TimeProvider.System, cancel))
        {
            var watch = Stopwatch.StartNew();
            await LongList.Fill(database, entries, cancel);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the list is there after {watch.Elapsed.TotalSeconds:0} s"));
        }
        using var host = Start(url, users, Role.Reviewer);
        try
        {
            var address = new Uri((await host.StandardOutput.ReadLineAsync(cancel))!);
            var visitors = new List<Visitor>();
            for (var i = 0; i < users; i++)
                visitors.Add(await Visitor.SignIn(address, (await host.StandardOutput.ReadLineAsync(cancel))!, i, cancel));
            // Once through everything for nothing, so that compiling is not measured.
            await Task.WhenAll(visitors.Select(v => v.Work(TimeSpan.FromSeconds(10), "warm-", cancel)));
            var before = await visitors[0].Cost(cancel);
            await Task.WhenAll(visitors.Select(v => v.Work(TimeSpan.FromMinutes(minutes), "", cancel)));
            var after = await visitors[0].Cost(cancel);
            Print(entries, users, minutes, [.. (await visitors[0].Times(cancel)).Split('\n').Select(Answer.Parse).Where(a => !a.Kind.StartsWith("warm-", StringComparison.Ordinal))], visitors);
            var cost = after.Processor - before.Processor;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"processor time of the pages: {cost:0.0} s, {cost / visitors.Sum(v => v.Sizes.Count) * 1000:0.0} ms a page; {after.Collecting - before.Collecting:0.00} s of collecting garbage"));
            return visitors.Sum(v => v.Errors) == 0 ? 0 : 1;
        }
        finally
        {
            host.StandardInput.Close();
            await host.WaitForExitAsync(cancel);
        }
    }

    /// <summary>So many pages of one run at work open at once, each of which asks every two seconds how far it is, as the browser does. Prints the server's processor time.</summary>
    public static async Task<int> Watch(string url, int pages, double minutes, CancellationToken cancel)
    {
        const string Run = "watched";
        await using (var database = await OpportuneDatabase.Open(DatabaseUrl.Parse(url), TimeProvider.System, cancel))
        {
            await database.Write(c =>
            {
                var at = c.Now();
                c.Execute("insert into runs (run_id, job, kind, as_of, state, requested_at, requested_by, started_at, heartbeat_at, lease_until, threads, input, program, rules_sha256, lexicon_sha256) values (@Run, 'nightly', 'live', @day, 'running', @at, 'benchmark', @at, @at, @until, 2, 'in', 'p', 'r', 'l')", new { Run, day = DateOnly.FromDateTime(at.UtcDateTime), at, until = at.AddHours(2) });
                for (var i = 0L; i < Partitions; i++)
                {
                    c.Execute(
                        "insert into run_partitions (run_id, partition_id, step, table_name, rows, state, attempt, stage, rows_done, failures) values (@Run, @i, @step, 'imaging_findings', 50000, @state, 1, 1, 0, 0)",
                        new { Run, i, step = i < Partitions / 2 ? "scan" : "gather", state = i < Partitions / 3 ? "done" : "waiting" });
                }
                return 0;
            }, cancel);
        }
        using var host = Start(url, People, Role.Administrator);
        try
        {
            var address = new Uri((await host.StandardOutput.ReadLineAsync(cancel))!);
            var visitors = new List<Visitor>();
            for (var i = 0; i < People; i++)
                visitors.Add(await Visitor.SignIn(address, (await host.StandardOutput.ReadLineAsync(cancel))!, i, cancel));
            // From one address only so many sign in a minute; each has several windows open.
            for (var i = People; i < pages; i++)
                visitors.Add(visitors[i % People].Window(i));
            await Task.WhenAll(visitors.Select(v => v.Watch(Run, TimeSpan.FromSeconds(20), "warm-", cancel)));
            var before = await visitors[0].Cost(cancel);
            await Task.WhenAll(visitors.Select(v => v.Watch(Run, TimeSpan.FromMinutes(minutes), "", cancel)));
            var cost = (await visitors[0].Cost(cancel)).Processor - before.Processor;
            var asked = visitors.Sum(v => v.Sizes.Count(s => s.Kind == "live"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{pages} live pages, {minutes} min: {asked:N0} looks, {cost:0.0} s of a processor, {cost / minutes / 60 * 100:0.0}% of one, {cost / asked * 1000:0.00} ms a look; errors: {visitors.Sum(v => v.Errors)}"));
            return visitors.Sum(v => v.Errors) == 0 ? 0 : 1;
        }
        finally
        {
            host.StandardInput.Close();
            await host.WaitForExitAsync(cancel);
        }
    }

    private const int Partitions = 120, People = 10;

    private static Process Start(string url, int users, Role role)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Opportune.Tests.Benchmarks.dll"), "serve-pages", "--database", url, "--users", users.ToString(CultureInfo.InvariantCulture), "--role", EntryNames.Of(role)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    private static void Print(int entries, int users, double minutes, List<Answer> answers, List<Visitor> visitors)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entries:N0} entries, {users} people, {Think.TotalSeconds:0} s between two pages, {minutes} min; {Environment.ProcessorCount} processors for server, database and visitors"));
        Console.WriteLine($"{"",-16} {"",8} {"without the count",-32}  {"with the count",-21}");
        Console.WriteLine($"{"",-16} {"pages",8} {"median",10} {"p99",10} {"longest",10}  {"median",10} {"p99",10} {"largest",12}");
        var sizes = visitors.SelectMany(v => v.Sizes).GroupBy(s => s.Kind).ToDictionary(g => g.Key, g => g.Max(s => s.Bytes));
        foreach (var kind in answers.GroupBy(a => a.Kind))
        {
            var without = kind.Select(a => a.Without).Order().ToList();
            var with = kind.Select(a => a.Whole).Order().ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{kind.Key,-16} {with.Count,8:N0} {At(without, 0.5),7:0.0} ms {At(without, 0.99),7:0.0} ms {without[^1],7:0.0} ms  {At(with, 0.5),7:0.0} ms {At(with, 0.99),7:0.0} ms {sizes.GetValueOrDefault(kind.Key),6:N0} bytes"));
        }
        Console.WriteLine("slowest without the count:");
        foreach (var answer in answers.OrderByDescending(a => a.Without).Take(Slowest).OrderBy(a => a.At))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {answer.Without,7:0.0} ms and {answer.Count,6:0.0} ms of counting, {answer.At,6:0.0} s after the start: {answer.Path}"));
        Console.WriteLine($"errors: {visitors.Sum(v => v.Errors)}");
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];

    // A page as the server saw it: milliseconds in all and for counting, and when.
    private sealed record Answer(string Kind, double Whole, double Count, double At, string Path)
    {
        public double Without => Whole - Count;

        public static Answer Parse(string line)
        {
            var parts = line.Split(' ');
            return new(parts[0], Number(parts[1]), Number(parts[2]), Number(parts[3]), parts[4]);
        }

        private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>One person with a browser.</summary>
    private sealed partial class Visitor(HttpClient client, int number)
    {
        private static readonly string[] Filters =
            ["tier=1", "tier=2&sort=due", "measure=dexa-review", "measure=statin-review&who=me", "view=treatment-unknown", "view=not-active-here&tier=3", "sort=first-seen", "sort=next-visit", "sort=name", "state=waiting", "state=closed-by-evidence", "who=nobody&due=over", "clinician=c017", "panel=panel+7", "site=north&measure=statin-review", "state=snoozed&tier=1", "since=2026-11-01"];

        private readonly Random _random = new(number);

        public List<(string Kind, int Bytes)> Sizes { get; } = [];

        public int Errors { get; private set; }

        public static async Task<Visitor> SignIn(Uri address, string link, int number, CancellationToken cancel)
        {
            var client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), PooledConnectionLifetime = TimeSpan.FromMinutes(30) }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(1) };
            var visitor = new Visitor(client, number);
            var form = await client.GetStringAsync($"/sign-in/link/{link}", cancel);
            var token = Token().Match(form).Groups[1].Value;
            using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
            using var answer = await client.PostAsync($"/sign-in/link/{link}", content, cancel);
            return answer.RequestMessage!.RequestUri!.AbsolutePath == "/account" ? visitor : throw new InvalidOperationException($"a link did not sign in: {answer.StatusCode}");
        }

        public async Task Work(TimeSpan how, string prefix, CancellationToken cancel)
        {
            var watch = Stopwatch.StartNew();
            await Task.Delay(TimeSpan.FromSeconds(_random.NextDouble()), cancel);
            while (watch.Elapsed < how)
            {
                var list = await Get(prefix + "list", _random.Next(3) == 0 ? "/worklist?measure=statin-review" : "/worklist", cancel);
                list = await Get(prefix + "filter change", $"/worklist?{Filters[_random.Next(Filters.Length)]}", cancel) ?? list;
                for (var i = 0; i < 2 && Next().Match(list ?? "") is { Success: true } next; i++)
                    list = await Get(prefix + "next page", WebUtility.HtmlDecode(next.Groups[1].Value), cancel);
                for (var i = 0; i < 3 && Entry().Matches(list ?? "") is { Count: > 0 } links; i++)
                    await Get(prefix + "entry", WebUtility.HtmlDecode(links[_random.Next(links.Count)].Groups[1].Value), cancel);
                await Get(prefix + "search", $"/worklist?q={Typed()}", cancel);
            }
        }

        /// <summary>Another window of the same person's browser.</summary>
        public Visitor Window(int other) => new(client, other);

        public async Task Watch(string run, TimeSpan how, string prefix, CancellationToken cancel)
        {
            var watch = Stopwatch.StartNew();
            // Every two seconds, as site.js does; one of them it thinks anyway.
            await Task.Delay(TimeSpan.FromSeconds(2 * _random.NextDouble()), cancel);
            while (watch.Elapsed < how)
            {
                await Task.Delay(Think, cancel);
                await Get(prefix + "live", $"/runs/{run}?handler=Live", cancel);
            }
        }

        public async Task<(double Processor, double Collecting)> Cost(CancellationToken cancel)
        {
            var seconds = (await client.GetStringAsync(PagesHost.Cost, cancel)).Split(' ');
            return (double.Parse(seconds[0], CultureInfo.InvariantCulture), double.Parse(seconds[1], CultureInfo.InvariantCulture));
        }

        public Task<string> Times(CancellationToken cancel) => client.GetStringAsync(PagesHost.Times, cancel);

        // A record number's beginning, a frequent name, a rare one, two words, half a word.
        private string Typed() => _random.Next(5) switch
        {
            0 => _random.Next(4000, 4900).ToString(CultureInfo.InvariantCulture) + _random.Next(100, 999).ToString(CultureInfo.InvariantCulture),
            1 => "abercorn",
            2 => "yartomanski",
            3 => "aberntyne+keiko",
            _ => "ball",
        };

        private async Task<string?> Get(string kind, string path, CancellationToken cancel)
        {
            await Task.Delay(Think, cancel);
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add(PagesHost.Kind, kind.Replace(' ', '-'));
            try
            {
                using var answer = await client.SendAsync(request, cancel);
                var bytes = await answer.Content.ReadAsByteArrayAsync(cancel);
                Sizes.Add((kind.Replace(' ', '-'), bytes.Length));
                if (answer.IsSuccessStatusCode && answer.RequestMessage!.RequestUri!.AbsolutePath != "/sign-in")
                    return System.Text.Encoding.UTF8.GetString(bytes);
                Console.Error.WriteLine($"{path}: {(int)answer.StatusCode}");
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // Thrown on, it would end the program without a word: it looks as if somebody had cancelled.
                Console.Error.WriteLine($"{path}: no answer within {client.Timeout.TotalSeconds:0} s");
            }
            Errors++;
            return null;
        }

        [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
        private static partial Regex Token();

        [GeneratedRegex("rel=\"next\" href=\"([^\"]+)\"")]
        private static partial Regex Next();

        [GeneratedRegex("class=\"open\"[^>]* href=\"([^\"]+)\"")]
        private static partial Regex Entry();
    }
}
