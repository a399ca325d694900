namespace Opportune.Web.SignIn.OpenId;

/// <summary>What a provider said does not hold, or could not be heard. The message says what of it, and nothing of what it said of anybody.</summary>
internal sealed class OpenIdException(string message, Exception? inner = null) : Exception(message, inner);
