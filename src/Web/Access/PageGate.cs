using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Opportune.Web.SignIn;

namespace Opportune.Web.Access;

/// <summary>Asks for what <see cref="PageRules"/> says; an address that has no row there is refused to everybody.</summary>
internal sealed class PageGate : AuthorizationHandler<PageGate.Requirement>
{
    /// <inheritdoc/>
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement)
    {
        // Where nothing is, nothing is refused: it is not found.
        if (context.Resource is HttpContext http && (http.GetEndpoint() is null || (PageRules.Of(http) is { } rule && rule.Allows(context.User.Identity?.IsAuthenticated == true ? Session.RolesOf(context.User) : null))))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }

    /// <summary>That a row allows it.</summary>
    internal sealed class Requirement : IAuthorizationRequirement;
}
