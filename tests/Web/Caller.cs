using System.Text.RegularExpressions;
using Opportune.Core;

namespace Opportune.Tests.Web;

/// <summary>A program that asks for pages and sends forms: it keeps cookies, whatever they say of themselves, and follows nothing by itself.</summary>
internal sealed partial class Caller(Site site) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(site.Address) };

    /// <summary>What it sends each time.</summary>
    public System.Net.Http.Headers.HttpRequestHeaders Headers => _http.DefaultRequestHeaders;

    /// <summary>Its cookies, by name.</summary>
    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    public Task<HttpResponseMessage> Get(string path) => Send(new(HttpMethod.Get, path));

    /// <summary>Asks for a page, and what it says.</summary>
    public async Task<string> Read(string path) => await Text(await Get(path));

    /// <summary>What an answer says.</summary>
    public static Task<string> Text(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> TryPassword(string name, string password) => Post("/sign-in", [new("name", name), new("password", password)]);

    public Task<HttpResponseMessage> SignIn(string name, Role role = Role.Reviewer) => SignIn(name, new Grants(role, Scope.All));

    public async Task<HttpResponseMessage> SignIn(string name, Grants grants) => await Post(new Uri(await site.Invite(name, grants)).AbsolutePath, []);

    /// <summary>Sends a form with the antiforgery token of the page that shows it.</summary>
    /// <param name="path">Where the form goes.</param>
    /// <param name="fields">What it holds.</param>
    /// <param name="shownBy">The page that shows it, where that is another one.</param>
    public async Task<HttpResponseMessage> Post(string path, List<KeyValuePair<string, string>> fields, string? shownBy = null) =>
        await Send(new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([.. fields, new("__RequestVerificationToken", TokenIn(await Read(shownBy ?? path)))]) });

    /// <summary>Fills in the form of a page that goes to an address that begins so, and sends it with all that is hidden in it.</summary>
    public async Task<HttpResponseMessage> Fill(string page, string action, List<KeyValuePair<string, string>> fields)
    {
        var form = Form().Matches(await Read(page)).First(m => m.Groups[1].Value.StartsWith(action, StringComparison.Ordinal));
        var hidden = Hidden().Matches(form.Groups[2].Value).Select(m => KeyValuePair.Create(m.Groups[1].Value, System.Net.WebUtility.HtmlDecode(m.Groups[2].Value)));
        return await Send(new(HttpMethod.Post, System.Net.WebUtility.HtmlDecode(form.Groups[1].Value)) { Content = new FormUrlEncodedContent([.. fields, .. hidden]) });
    }

    public async Task<HttpResponseMessage> Send(HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
        var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            Cookies[pair[0]] = pair[1];
        }
        return answer;
    }

    /// <summary>The antiforgery token of a page.</summary>
    public static string TokenIn(string page) => AntiforgeryToken().Match(page).Groups[1].Value;

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("<form method=\"post\" action=\"([^\"]+)\"[^>]*>(.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input (?:type=\"hidden\" )?name=\"([^\"]+)\"(?: type=\"hidden\")? value=\"([^\"]*)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryToken();
}
