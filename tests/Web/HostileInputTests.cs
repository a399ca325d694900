using Dapper;
using Microsoft.Playwright;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.Tests.Web;

/// <summary>What somebody types is kept and shown exactly, and runs nowhere: no dialog, no error in the console, nothing against the page's policy.</summary>
public sealed class HostileInputTests : PageTests
{
    private static readonly DateOnly Today = new(2026, 11, 13);

    private readonly List<string> _heard = [];

    /// <summary>What people and programs type to do harm, or without meaning to.</summary>
    public static readonly IReadOnlyList<string> Texts =
    [
        "<script>alert(1)</script><img src=x onerror=alert(2)><svg/onload=alert(3)>",
        "</textarea></q></title><script>alert(4)</script>",
        "\" autofocus onfocus=alert(5) x=\" ' onclick='alert(6)",
        "javascript:alert(7)",
        "'; drop table entries; -- \" or 1=1 /* $1 @entry_id :x %s {0}",
        "control \u0001\u0007\u000b\u000c\u001b[31m red \u007f end\u2028line\u2029paragraph",
        "right to left: שלום مرحبا \u202eevil\u202c \u2067isolated\u2069",
        "👩🏽‍⚕️ 🇺🇸 🏳️‍🌈 e\u0301 ﷽ 𝔘\ufeff\u200b",
        "\n\nthe first lines were empty\n\n",
        "=cmd|' /C calc'!A0",
        "@Model {{7*7}} ${7*7} <%= 7*7 %> &amp; &lt; &#60; %3Cscript%3E",
        new string('ä', 9_999) + "!",
    ];

    [Fact]
    public async Task Notes_comments_and_recipients_are_kept_and_shown_exactly_and_run_nowhere()
    {
        var page = await Listening("tess");
        await page.GotoAsync(_site.Address + "/worklist");
        await page.IsWhole();
        var addresses = await page.Locator("a.open").EvaluateAllAsync<string[]>("links => links.map(link => link.href)");
        foreach (var (i, text) in Texts.Index())
        {
            await page.GotoAsync(addresses[i]);
            await page.FillAsync("#note", text);
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the note" }).ClickAsync();
            Assert.Equal(text, await page.InputValueAsync("#note"));
            // Kept once more as it stands there, it is still the same.
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the note" }).ClickAsync();
            Assert.Equal(text, await page.InputValueAsync("#note"));
            await page.CheckAsync("input[value=referred]");
            // A field of one line holds no line ends; the browser takes them out before anybody sees them.
            var line = text.Replace("\n", "", StringComparison.Ordinal);
            await page.FillAsync("[name='referred.recipient']", line);
            await page.FillAsync("#comment", text);
            await page.ClickAsync("button[value=stay]");
            Assert.Equal(text, await page.Locator(".history q").First.EvaluateAsync<string>("quote => quote.textContent"));
            var entry = (await new WorklistReader(_site.Database, _site.Dispositions, Sight.Everything).Show(new Uri(addresses[i]).Segments[^1], Today, TestContext.Current.CancellationToken))!;
            Assert.Equal(text, entry.Entry.Note);
            var decided = EventDetail.Of(entry.History.Single(e => e.Kind == EventKinds.Decided).Detail).Fields!;
            Assert.Equal((text, line), (decided.Text, decided.Recipient));
        }
        Assert.Empty(_heard);
    }

    [Fact]
    public async Task A_form_that_is_refused_gives_back_what_was_typed()
    {
        var page = await Listening("tina");
        await page.GotoAsync(_site.Address + "/worklist");
        await page.Locator("a.open").First.ClickAsync();
        await page.CheckAsync("input[value=referred]");
        await page.EvalOnSelectorAsync("#decide", "form => form.noValidate = true");
        foreach (var text in Texts)
        {
            await page.FillAsync("#comment", text);
            await page.ClickAsync("button[value=stay]");
            await page.Locator("[role=alert]").WaitForAsync();
            Assert.Equal(text, await page.InputValueAsync("#comment"));
            await page.EvalOnSelectorAsync("#decide", "form => form.noValidate = true");
        }
        // The browser says of the refusal that it is one (422); nothing else is to be heard.
        Assert.DoesNotContain(_heard, h => !h.Contains("422", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_than_the_longest_text_is_refused_and_so_is_what_could_not_be_shown()
    {
        var page = await Listening("tom");
        await page.GotoAsync(_site.Address + "/worklist");
        await page.Locator("a.open").First.ClickAsync();
        foreach (var (text, why) in new[] { (new string('x', 10_001), "longer than 10000"), ("it\u0092s", "U+0092") })
        {
            // Past the field, whose maxlength only holds back those who type.
            await page.EvalOnSelectorAsync("#note", "(field, text) => { field.removeAttribute('maxlength'); field.value = text; }", text);
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the note" }).ClickAsync();
            Assert.Contains(why, await page.Locator("[role=alert]").InnerTextAsync(), StringComparison.Ordinal);
            // What was typed is still in the field, but for what the browser makes of it: so it cannot be shown, and is refused.
            Assert.Equal(text.Replace('\u0092', '’'), await page.InputValueAsync("#note"));
        }
        Assert.Equal(0, await _site.Database.Read(connection => connection.ExecuteScalar<long>("select count(*) from entries where note is not null"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Addresses_with_anything_in_them_give_a_page_and_run_nothing()
    {
        var page = await Listening("tara");
        foreach (var text in Texts.Where(t => t.Length < 1000).Append("%00").Append("\0"))
        {
            foreach (var name in new[] { "measure", "view", "state", "tier", "who", "q", "after" })
                Assert.InRange((await page.GotoAsync($"{_site.Address}/worklist?{name}={Uri.EscapeDataString(text)}"))!.Status, 200, 404);
            await page.GotoAsync($"{_site.Address}/worklist?q={Uri.EscapeDataString(text)}");
            Assert.Equal(text.Contains('\0', StringComparison.Ordinal) ? "" : text.Replace("\n", "", StringComparison.Ordinal), await page.InputValueAsync("#q"));
            foreach (var path in new[] { "/worklist/bulk?do=note&entry=", "/worklist/bulk?entry=a:0.0.0.0&do=", "/worklist/bulk?scope=page&do=note&list=%3Fq%3D", "/worklist/bulk/", "/entries/", "/error?code=", "/sign-in?to=" }
                // A path with U+0000 in it is answered before it reaches a page.
                .Where(p => p.Contains('?', StringComparison.Ordinal) || !text.Contains('\0', StringComparison.Ordinal)))
                Assert.InRange((await page.GotoAsync(_site.Address + path + Uri.EscapeDataString(text)))!.Status, 200, 404);
        }
        // A browser says of each page that is not there that it is not.
        Assert.DoesNotContain(_heard, h => !h.Contains("40", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_line_for_several_notes_and_a_name_that_signs_in_are_shown_exactly()
    {
        const string Name = "<img src=x onerror=alert(8)> \"O'Neil\" שלום";
        var page = await Listening(Name);
        foreach (var text in Texts)
        {
            await page.GotoAsync(_site.Address + "/worklist");
            Assert.Equal(Name, await page.Locator(".me summary").EvaluateAsync<string>("name => name.textContent"));
            var address = await page.Locator("a.open").First.GetAttributeAsync("href");
            await page.Locator("input[name=entry]").First.CheckAsync();
            await page.SelectOptionAsync("#do", "note");
            await page.ClickAsync("#bulk button:not([name])");
            await page.FillAsync("#text", text);
            await page.ClickAsync(".bulk-ask button");
            await page.Locator(".said").WaitForAsync();
            await page.GotoAsync(_site.Address + address);
            Assert.Equal(text, await page.InputValueAsync("#note"));
            await page.GoBackAsync();
            await page.ClickAsync("#undo");
        }
        Assert.Empty(_heard);
    }

    [Fact]
    public async Task Names_of_views_are_kept_and_shown_exactly_to_others_too_and_run_nowhere()
    {
        var (page, other) = (await Listening("ulla"), await Listening("ugo"));
        foreach (var text in Texts)
        {
            // A name is one line of so many characters, without space around it.
            var name = text.Replace("\n", "", StringComparison.Ordinal);
            name = name[..Math.Min(name.Length, 40)].Trim();
            await page.GotoAsync(_site.Address + "/worklist?tier=2");
            await page.ClickAsync(".views .keep");
            await page.FillAsync("#name", name);
            await page.CheckAsync("form:has(#name) [name=shared]");
            await page.ClickAsync("main button.main");
            Assert.Equal($"Kept as '{name}'.", await page.Locator(".said").EvaluateAsync<string>("said => said.textContent"));
            await other.GotoAsync(_site.Address + "/worklist");
            Assert.Equal([name], await other.Locator(".views a:not(.keep)").EvaluateAllAsync<string[]>("links => links.map(link => link.textContent.trim())"));
            await other.ClickAsync(".views .keep");
            Assert.Equal(name, await other.Locator(".views-list a").EvaluateAsync<string>("link => link.textContent"));
            await page.ClickAsync(".views .keep");
            Assert.Equal(name, await page.InputValueAsync(".views-list input[name=name]"));
            await page.ClickAsync(".views-list button.plain");
            await page.Locator(".said").WaitForAsync();
        }
        Assert.Empty(_heard);
        await page.GotoAsync(_site.Address + "/worklist?tier=2");
        await page.ClickAsync(".views .keep");
        await page.EvalOnSelectorAsync("#name", "field => field.value = 'it\u0092s'");
        await page.ClickAsync("main button.main");
        Assert.Contains("U+0092", await page.Locator("[role=alert]").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reasons_and_answers_of_a_hand_off_are_kept_and_shown_exactly_and_run_nowhere()
    {
        var page = await Listening("vito");
        await page.GotoAsync(_site.Address + "/hand-offs");
        await page.Locator("#clinicians a.open").First.ClickAsync();
        var entries = await page.Locator("#choose input[name=entry]").EvaluateAllAsync<string[]>("boxes => boxes.map(box => box.value)");
        var reader = new WorklistReader(_site.Database, _site.Dispositions, Sight.Everything);
        foreach (var (i, text) in Texts.Index().Where(t => t.Index < entries.Length))
        {
            var address = $"{_site.Address}/entries/{entries[i]}";
            await page.GotoAsync($"{address}/hand-off");
            await page.CheckAsync("#send input[value=letter]");
            await page.ClickAsync("#send button");
            await page.ClickAsync("#answer");
            await page.CheckAsync("input[value=see-in-clinic]");
            await page.FillAsync("[name='see-in-clinic.appointment']", "2026-12-01");
            await page.FillAsync("#comment", text);
            await page.ClickAsync("#decide button");
            Assert.Equal(text, await page.Locator(".history q").First.EvaluateAsync<string>("quote => quote.textContent"));

            // Whose patient it is: looked for by anything, and corrected with anything as a reason.
            await page.GotoAsync($"{address}/clinician");
            await page.FillAsync("#find-clinician", text);
            // What the browser makes of line ends in a field of one line, and of what is too long for a name, is its affair.
            var typed = await page.InputValueAsync("#find-clinician");
            await page.ClickAsync(".find-clinician button");
            Assert.Equal(typed, await page.InputValueAsync("#find-clinician"));
            await page.GotoAsync($"{address}/clinician");
            await page.CheckAsync("input[value=nobody]");
            await page.FillAsync("#reason", text);
            await page.ClickAsync("#correct button");
            Assert.Contains(text, await page.Locator(".hand-off .sub").First.EvaluateAsync<string>("because => because.textContent"), StringComparison.Ordinal);
            await page.GotoAsync($"{address}/hand-off");
            Assert.Equal(0, await page.Locator("#send").CountAsync());
            var shown = (await reader.Show(entries[i], Today, TestContext.Current.CancellationToken))!;
            Assert.Equal(text, shown.Person!.CorrectionReason);
            Assert.Equal(text, EventDetail.Of(shown.History.Last(e => e.Kind == EventKinds.Decided).Detail).Fields!.Text);
        }
        Assert.Empty(_heard);
    }

    [Fact]
    public async Task A_file_that_came_back_may_be_called_and_hold_anything()
    {
        var page = await Listening("wanda");
        foreach (var text in Texts)
        {
            await page.GotoAsync(_site.Address + "/exports");
            await page.SetInputFilesAsync("#file", new FilePayload { Name = text[..Math.Min(text.Length, 60)].Replace("/", "", StringComparison.Ordinal), MimeType = "text/html", Buffer = System.Text.Encoding.UTF8.GetBytes(text) });
            await page.ClickAsync("#take button");
            Assert.Contains("not allowed", await page.Locator(".said").InnerTextAsync(), StringComparison.Ordinal);
        }
        Assert.Empty(_heard);
    }

    private async Task<IPage> Listening(string name)
    {
        var page = await NewPage();
        page.Dialog += async (_, dialog) =>
        {
            _heard.Add($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        page.PageError += (_, error) => _heard.Add($"error: {error}");
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _heard.Add($"{message.Type}: {message.Text}");
        };
        await page.Enter(await _site.Invite(name));
        return page;
    }
}
