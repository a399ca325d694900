using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Opportune.Database;

namespace Opportune.Tests.Web;

/// <summary>The work by keyboard alone: every key does what the help says, none does anything while somebody types, and the focus is always somewhere and seen.</summary>
public sealed partial class KeyboardTests() : PageTests(1500)
{
    // Watches from inside the page, across pages: any sign of a mouse, and any key that came while the focus was nowhere or out of sight.
    private const string Watch = """
        const note = (what) => sessionStorage.setItem('watched', (sessionStorage.getItem('watched') ?? '') + what + '\n');
        for (const kind of ['mousedown', 'mousemove', 'pointerdown', 'touchstart', 'wheel'])
            addEventListener(kind, () => note(kind), true);
        addEventListener('keydown', (event) => {
            const at = document.activeElement, box = at?.getBoundingClientRect();
            if (!at || at === document.body) note(`${event.key}: no focus on ${location.pathname}`);
            else if (getComputedStyle(at).outlineStyle === 'none') note(`${event.key}: focus not shown on ${at.outerHTML.slice(0, 80)}`);
            else if (box.width === 0 || box.bottom <= 0 || box.top >= innerHeight) note(`${event.key}: focus out of sight on ${at.outerHTML.slice(0, 80)}`);
        }, true);
        """;


    [Fact]
    public async Task A_hundred_entries_are_triaged_by_keyboard_alone_and_the_focus_is_never_lost()
    {
        var page = await List("kim");
        var seen = new HashSet<string>();
        await page.Keyboard.PressAsync("Enter");
        await page.IsAt(EntryAddress().IsMatch);
        for (var i = 0; i < 100; i++)
        {
            var address = page.Url;
            Assert.True(seen.Add(EntryAddress().Match(address).Groups[1].Value), $"entry {i} came twice");
            switch (i % 4)
            {
                case 0:
                    await Press(page, "s", "Enter");
                    break;
                case 1:
                    await Press(page, "d", "Space", "n");
                    break;
                case 2:
                    await Press(page, "s");
                    await Soon.Until(async () =>
                    {
                        if (await page.EvaluateAsync<bool>("document.activeElement.id === 'comment'"))
                            return true;
                        await Press(page, "Tab");
                        return false;
                    });
                    await page.Keyboard.TypeAsync("jkadsncu?/x, called her");
                    Assert.Equal(address, page.Url);
                    await Press(page, "Escape", "Enter");
                    break;
                default:
                    await Press(page, "a");
                    await page.Locator(".said").WaitForAsync();
                    await Press(page, "n");
                    break;
            }
            await page.IsAt(url => EntryAddress().IsMatch(url) && !url.Contains(EntryAddress().Match(address).Groups[1].Value, StringComparison.Ordinal));
        }
        await Press(page, "u");
        await page.IsAt("/worklist");
        await Press(page, "j");
        Assert.Equal("", await page.EvaluateAsync<string>("sessionStorage.getItem('watched') ?? ''"));
        var events = await Events("kim");
        Assert.Equal((75, 25), (events.Count(e => e.Kind == EventKinds.Decided), events.Count(e => e.Kind == EventKinds.Assigned)));
        Assert.Equal(25, events.Count(e => EventDetail.Of(e.Detail).Fields?.Text == "jkadsncu?/x, called her"));

        async Task<List<EventRow>> Events(string actor)
        {
            var reader = new WorklistReader(_site.Database, _site.Dispositions, Sight.Everything);
            var all = new List<EventRow>();
            foreach (var id in seen)
                all.AddRange((await reader.Show(id, new(2026, 11, 13)))!.History.Where(e => e.Actor == actor));
            return all;
        }
    }

    [Fact]
    public async Task Who_comes_back_to_the_list_is_at_the_row_that_was_left()
    {
        var page = await List("lea");
        await Press(page, "j", "j", "k", "j");
        var row = await Focused(page);
        await Press(page, "Enter");
        await page.IsAt(EntryAddress().IsMatch);
        await Press(page, "u");
        await page.IsAt("/worklist");
        Assert.Equal(row, await Focused(page));
        var after = await page.Locator(".entries tbody tr").Nth(3).Locator("a.open").GetAttributeAsync("href");
        await Press(page, "d");
        await page.IsAt(EntryAddress().IsMatch);
        Assert.True(await page.EvaluateAsync<bool>("document.activeElement.matches('#decide input[type=radio]')"));
        await Press(page, "s");
        await page.EvalOnSelectorAsync("#decide button[value=stay]", "button => button.focus()");
        await Press(page, "Enter");
        await page.Locator(".said").WaitForAsync();
        await Press(page, "u");
        await page.IsAt("/worklist");
        // The row is gone; the one below it stands in its place.
        Assert.Equal(after, await Focused(page));
        Assert.Equal("", await page.EvaluateAsync<string>("sessionStorage.getItem('watched') ?? ''"));
    }

    [Fact]
    public async Task The_help_opens_and_closes_with_the_focus_where_it_was_and_letters_can_be_switched_off()
    {
        var page = await List("mia");
        var row = await Focused(page);
        await Press(page, "?");
        await page.Locator("dialog[open]").WaitForAsync();
        foreach (var key in new[] { "j", "k", "a", "s", "d", "n", "c", "u", "/", "?", "x", "enter", "escape" })
            Assert.Equal(1, await page.Locator("dialog kbd").GetByText(key, new() { Exact = true }).CountAsync());
        await Press(page, "j", "Escape");
        Assert.Equal(row, await Focused(page));
        await Press(page, "?", "Shift+Tab", "Space", "Escape", "j", "j");
        Assert.Equal(row, await Focused(page));
        await page.ReloadAsync();
        await page.Locator("a.open").First.FocusAsync();
        await Press(page, "j");
        Assert.Equal(row, await Focused(page));
        await page.Locator("#help").FocusAsync();
        await Press(page, "Enter", "Shift+Tab", "Space", "Escape");
        await page.Locator("a.open").First.FocusAsync();
        await Press(page, "j");
        Assert.NotEqual(row, await Focused(page));
    }

    [Fact]
    public async Task Slash_finds_a_patient_keys_are_letters_there_and_c_copies_the_record_number()
    {
        var page = await List("noa");
        await Press(page, "/");
        await page.Keyboard.TypeAsync("jkadsncux?");
        Assert.Equal("jkadsncux?", await page.InputValueAsync("#find"));
        Assert.Equal("/worklist", new Uri(page.Url).AbsolutePath);
        await Press(page, "Escape", "c");
        await page.Locator("[role=status]").GetByText("copied").WaitForAsync();
        Assert.Equal(await page.Locator(".entries .mrn").First.InnerTextAsync(), await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        Assert.Equal("", await page.EvaluateAsync<string>("sessionStorage.getItem('watched') ?? ''"));
    }

    [Fact]
    public async Task What_is_opened_from_an_entry_begins_at_its_first_line_and_not_above_the_menu()
    {
        var page = await List("ona");
        await Press(page, "Enter");
        await page.IsAt(EntryAddress().IsMatch);
        await Press(page, "h");
        await page.IsAt(url => url.Contains("/hand-off", StringComparison.Ordinal));
        Assert.Equal("Send to clinician", await page.EvaluateAsync<string>("document.activeElement.innerText"));
    }

    // The list, with the focus on its first row.
    private async Task<IPage> List(string name)
    {
        var context = await NewContext(new() { Permissions = ["clipboard-read", "clipboard-write"] });
        await context.AddInitScriptAsync(Watch);
        var page = await context.NewPageAsync();
        await page.GotoAsync(await _site.Invite(name));
        await page.Locator("main button").PressAsync("Enter");
        await page.IsAt("/account");
        await page.GotoAsync(_site.Address + "/worklist");
        await page.Keyboard.PressAsync("j");
        // The key that came before anything had the focus: the page was opened by its address.
        await page.EvaluateAsync("sessionStorage.removeItem('watched')");
        return page;
    }

    private static async Task Press(IPage page, params string[] keys)
    {
        foreach (var key in keys)
            await page.Keyboard.PressAsync(key);
    }

    private static Task<string> Focused(IPage page) => page.EvaluateAsync<string>("document.activeElement.getAttribute('href') ?? document.activeElement.outerHTML");

    [GeneratedRegex("/entries/([a-z0-9]+)")]
    private static partial Regex EntryAddress();
}
