using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Opportune.Core;
using Opportune.Database.Accounts;
using Opportune.Database.Audit;
using Opportune.Web.Access;
using Opportune.Web.SignIn;

namespace Opportune.Web.Audit;

/// <summary>Who a request turned out to be of, where its session does not say yet: somebody who is signing in.</summary>
internal sealed class RequestPerson
{
    /// <summary>The account; null: the session says.</summary>
    public UserRow? User { get; set; }

    /// <summary>Whether the person has shown one proof of two: nobody is signed in yet.</summary>
    public bool IsHalf { get; set; }

    /// <summary>What it was done to, where the address does not say it; null: it does.</summary>
    public string? Subject { get; set; }

    /// <summary>The role in which it was done, where the page knows it better than its address; null: the address says.</summary>
    public Role? As { get; set; }
}

/// <summary>Keeps what each request did before the first byte of the answer goes out, so that what cannot be kept is not answered; and notes what it saw.</summary>
internal static partial class RequestAudit
{
    private const string SignedIn = "signed-in";

    private static readonly string[] Subjects = ["id", "run", "job", "bulk", "clinician", "user", "measure", "candidate", "sample"];

    public static Task Keep(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
            return next(context);
        var (handler, rule) = (PageRules.HandlerOf(context), PageRules.Of(context));
        var isSent = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        if (PageActions.Of(page.ViewEnginePath, isSent, handler) is not { } action)
            return next(context);
        var isSignedIn = context.User.Identity?.IsAuthenticated == true;
        // Whoever is not signed in is shown the way to sign in, and learns nothing.
        if (!isSignedIn && action != SignedIn)
            return next(context);
        var person = new RequestPerson();
        context.Features.Set(person);
        var trail = context.RequestServices.GetRequiredService<AuditTrail>();
        // A page that fails is shown by another one, of which nothing is kept; these belong to the request as it came.
        var (subject, detail) = (SubjectOf(context.Request.RouteValues), DetailOf(context.Request.Query, handler, trail));
        Func<AuditFact, Task> keep = isSent ? trail.Write : trail.Note;
        context.Response.OnStarting(() => keep(new(
            person.User?.DisplayName ?? Session.NameOf(context.User),
            person.As is { } role ? EntryNames.Of(role) : person.User?.Roles ?? (isSignedIn ? rule?.RoleOf(Session.RolesOf(context.User)) ?? "" : ""),
            action,
            // What is not there is no id, but whatever somebody typed.
            person.Subject ?? (context.Response.StatusCode == StatusCodes.Status404NotFound && subject.Length > 0 ? trail.Hide(subject) : subject),
            string.Join(' ', new[] { detail, Outcome(context, action, person) }.Where(part => part.Length > 0)),
            context.Connection.RemoteIpAddress?.ToString() ?? "")));
        return next(context);
    }

    private static string SubjectOf(RouteValueDictionary values) => Subjects.Select(name => values[name] as string).FirstOrDefault(value => value is not null) ?? "";

    // What was looked for may be a name or a record number: what stands for it tells only whether it was the same.
    private static string DetailOf(IQueryCollection query, string? handler, AuditTrail trail)
    {
        var parts = query.Where(q => q.Key is not ("handler" or "after" or "entry")).OrderBy(q => q.Key, StringComparer.Ordinal)
            .Select(q => $"{(Word().IsMatch(q.Key) ? Short(q.Key) : trail.Hide(q.Key))}={(IsFree(q.Key) || !Word().IsMatch(q.Value.ToString()) ? trail.Hide(q.Value.ToString()) : q.Value.ToString())}");
        return string.Join(' ', handler is null ? parts : parts.Prepend(handler));
    }

    private static bool IsFree(string key) => key is not ("measure" or "view" or "state" or "tier" or "due" or "since" or "sort" or "count" or "by" or "scope" or "format" or "action" or "until" or "skip");

    // What the pages themselves put there: words, small numbers and days. Anybody can put anything there.
    [GeneratedRegex("^([a-z]+(-[a-z0-9]+)*|[0-9]{1,4}|[0-9]{4}-[0-9]{2}-[0-9]{2})?$")]
    private static partial Regex Word();

    private static string Short(string text) => text.Length > 40 ? text[..40] : text;

    private static string Outcome(HttpContext context, string action, RequestPerson person) => context.Response.StatusCode switch
    {
        // A form for signing in that is shown again did not sign anybody in.
        200 when action == SignedIn && person.User is null => "refused",
        _ when person.IsHalf => "a second step is asked for",
        401 or 403 or 422 => "refused",
        400 => "not understood",
        404 => "not there",
        409 => "changed meanwhile",
        >= 500 => "failed",
        _ => "",
    };
}
