namespace Opportune.Core;

/// <summary>A text of the settings that may be secret: written out, or the file or the environment variable that holds it. One of the three is set.</summary>
/// <param name="Text">Written out; never for a password.</param>
/// <param name="File">Path of a file whose first line it is.</param>
/// <param name="Variable">Name of an environment variable.</param>
public sealed record SettingText(string? Text, string? File, string? Variable)
{
    /// <summary>The text, from where it is; each time anew, so that a secret can be changed while the program runs.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public string Read()
    {
        if (Text is { } text)
            return text;
        if (Variable is { } variable)
            return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : throw new InputException($"settings: the environment variable {variable} is not set");
        try
        {
            return System.IO.File.ReadLines(File!).FirstOrDefault() is { Length: > 0 } line ? line : throw new InputException($"settings: {File} is empty; write the secret on its first line");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"settings: cannot read {File}; name a file that this program's user may read", e);
        }
    }

    /// <summary>An address to which something may be sent: HTTPS, or this machine.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public Uri ReadAddress() => Uri.TryCreate(Read(), UriKind.Absolute, out var uri) && IsSafe(uri) ? uri : throw new InputException("settings: an address must be https, or http on this machine");

    /// <summary>Whether what is sent to an address cannot be read on its way: HTTPS, or this machine.</summary>
    public static bool IsSafe(Uri uri) => uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);
}
