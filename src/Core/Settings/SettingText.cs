namespace Opportune.Core;

/// <summary>A text of the settings that may be secret: written out, or the file or the environment variable that holds it. One of the three is set.</summary>
/// <param name="Text">Written out; never for a password.</param>
/// <param name="File">Path of a file whose first line it is.</param>
/// <param name="Variable">Name of an environment variable.</param>
public sealed record SettingText(string? Text, string? File, string? Variable);
