using Microsoft.Playwright;
using Opportune.Core;
using Opportune.Database;
using Opportune.Web;
using Opportune.Web.Show;

namespace Opportune.Tests.Web;

/// <summary>What an entry shows of the reports that it rests on.</summary>
public sealed class EntryTests : PageTests
{
    [Fact]
    public async Task The_words_that_were_found_are_marked_in_their_sentence_on_screen_and_on_paper()
    {
        var page = await SignIn("nora");
        await page.GotoAsync(_site.Address + "/worklist");
        var entries = await page.Locator("a.open").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href').split('#')[0].split('?')[0])");
        var neighbours = 0;
        foreach (var entry in entries.Take(8))
        {
            var shown = (await new WorklistReader(_site.Database, _site.Dispositions, Sight.Everything).Show(entry.Split('/')[^1], new(2026, 11, 13), TestContext.Current.CancellationToken))!;
            var found = shown.Lines.SelectMany(l => Evidence.Parse(l.Evidence)).Where(e => e is { Outcome: "found", Excerpt: not null }).ToList();
            Assert.Contains(found, e => e.Marked.Mention.Length > 0);
            neighbours += found.Count(e => e.Excerpt!.Split(". ").Length > 1);
            foreach (var address in new[] { entry, entry + "/print" })
            {
                await page.GotoAsync(_site.Address + address);
                Assert.Equal(found.Select(e => e.Excerpt!), (await page.Locator("main q").AllTextContentsAsync()).Take(found.Count));
                Assert.Equal(found.Select(e => e.Marked.Mention).Where(m => m.Length > 0), await page.Locator("main q mark").AllTextContentsAsync());
            }
        }
        Assert.InRange(neighbours, 1, int.MaxValue);
    }

    [Fact]
    public async Task What_was_found_is_called_as_its_rule_calls_it_and_told_once()
    {
        var workplace = _site.Part<Workplace>();
        var measure = workplace.Find("statin-review")!;
        var (index, criterion) = (measure.Index.Classes[0], measure.Criteria["on-statin"]);
        string Item(string role, string name) => $$"""{"role": "{{role}}", "criterion": "{{name}}", "outcome": "found", "table": "medications", "row_id": "m1"}""";
        var items = string.Join(", ", Item("index", index.Name), Item("tier", criterion.Name), Item("note", criterion.Name), Item("tier", "gone-since"));
        var read = workplace.EvidenceOf(new() { Measure = measure.Id, Evidence = $"[{items}]" });
        Assert.Equal([index.Title, criterion.Title, "gone since"], read.Select(e => e.Name));

        using var nora = new Caller(_site);
        await nora.SignIn("nora");
        var entry = await _site.Sql(c => Dapper.SqlMapper.QueryFirst<string>(c, "select entry_id from gaps where measure = 'statin-review' and status = 'open' and entry_id is not null"));
        foreach (var address in new[] { $"/entries/{entry}", $"/entries/{entry}/print" })
        {
            var text = System.Net.WebUtility.HtmlDecode(await nora.Read(address));
            Assert.Contains(criterion.Title, text, StringComparison.Ordinal);
            Assert.DoesNotContain("on statin", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Only_what_is_possible_in_its_state_is_offered()
    {
        using var nora = new Caller(_site);
        await nora.SignIn("nora");
        var entry = (await nora.Read("/worklist")).Split("href=\"/entries/")[1][..26];
        var page = await nora.Read($"/entries/{entry}");
        Assert.Contains("name=\"as\" value=\"snooze\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"reopen\"", page, StringComparison.Ordinal);
        await nora.Fill($"/entries/{entry}", $"/entries/{entry}/decide", [new("as", "patient-declined"), new("comment", "by phone"), new("then", "stay")]);
        page = await nora.Read($"/entries/{entry}");
        Assert.DoesNotContain("value=\"snooze\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"reopen\"", page, StringComparison.Ordinal);
        // What a person settled is opened again by who answers for the list: it is offered to nobody else.
        using var lena = new Caller(_site);
        await lena.SignIn("lena", Role.ClinicalLead);
        Assert.Contains("name=\"as\" value=\"reopen\"", await lena.Read($"/entries/{entry}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_T_score_was_measured_is_asked_in_words()
    {
        var asked = FieldChoice.Of(_site.Dispositions.Find("dxa-done-elsewhere")!, null).Single(f => f.Field == DispositionField.TScoreSite);
        Assert.Equal(["lumbar spine", "total hip", "femoral neck", "radius 33%"], asked.Options.Select(o => o.Text));
    }

    [Fact]
    public async Task What_has_to_be_known_before_a_decision_is_chosen_stands_beside_it()
    {
        var page = await SignIn("nora");
        var entry = await _site.Sql(c => Dapper.SqlMapper.QueryFirst<string>(c, "select entry_id from entries where pathway = 'vascular' and state = 'new' and finding = 'open' order by entry_id"));
        await page.GotoAsync($"{_site.Address}/entries/{entry}");
        foreach (var (decision, note) in new[]
        {
            ("statin-prescribed", "back on 28 Dec 2026"), ("referred", "back on 28 Dec 2026, or after the appointment"), ("see-in-clinic", "back after the appointment"),
            ("not-indicated", "back on 13 Nov 2027; with a comment"),
        })
            Assert.Equal(note, await page.Locator($"label:has(input[value={decision}]) .sub").InnerTextAsync());
        // Without the comment the browser does not send it.
        foreach (var (decision, isAsked) in new[] { ("not-indicated", true), ("patient-declined", false) })
        {
            await page.CheckAsync($"#decide input[value={decision}]");
            Assert.Equal(isAsked, await page.Locator("#comment").EvaluateAsync<bool>("field => field.required"));
        }
    }
}
