using Opportune.Core;

namespace Opportune.Serving;

/// <summary>Reads texts of the settings from where they are; each time anew, so that a secret can be changed while the program runs.</summary>
internal static class SettingTexts
{
    /// <summary>The text.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static string Read(SettingText setting)
    {
        if (setting.Text is { } text)
            return text;
        if (setting.Variable is { } variable)
            return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : throw new InputException($"settings: the environment variable {variable} is not set");
        try
        {
            return File.ReadLines(setting.File!).FirstOrDefault() is { Length: > 0 } line ? line : throw new InputException($"settings: {setting.File} is empty; write the secret on its first line");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"settings: cannot read {setting.File}; name a file that this program's user may read", e);
        }
    }

    /// <summary>An address to which something may be sent: HTTPS, or this machine.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static Uri Address(SettingText setting) =>
        Uri.TryCreate(Read(setting), UriKind.Absolute, out var uri) && (uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback))
            ? uri
            : throw new InputException("settings: an address must be https, or http on this machine");
}
