namespace Opportune.Tests.Web.SignIn;

/// <summary>A program that goes wherever it is sent, as a browser does, and keeps cookies as one.</summary>
internal sealed class Follower(Site site) : IDisposable
{
    private readonly HttpClient _http = new();

    /// <summary>Asks for a page.</summary>
    /// <returns>Where it was led, and what is there.</returns>
    public async Task<(string Where, string Page)> Get(string path)
    {
        using var answer = await _http.GetAsync(site.Address + path, TestContext.Current.CancellationToken);
        return (answer.RequestMessage!.RequestUri!.AbsolutePath, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Asks another server.</summary>
    public Task<string> GetElsewhere(string address) => _http.GetStringAsync(address, TestContext.Current.CancellationToken);

    /// <summary>Sends a form with the token of the page that shows it.</summary>
    /// <returns>What came back.</returns>
    public async Task<string> Post(string path, string formAt, params KeyValuePair<string, string>[] fields)
    {
        using var content = new FormUrlEncodedContent([.. fields, new("__RequestVerificationToken", Caller.TokenIn((await Get(formAt)).Page))]);
        using var answer = await _http.PostAsync(site.Address + path, content, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => _http.Dispose();
}
