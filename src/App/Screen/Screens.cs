using Spectre.Console;

namespace Opportune.App.Screen;

/// <summary>Standard output as a screen: the terminal's width, or 120 columns where there is no terminal.</summary>
internal static class Screens
{
    public static IAnsiConsole Out { get; } = Create();

    /// <summary>A line of plain text.</summary>
    public static void Line(string text) => Out.WriteLine(text);

    private static IAnsiConsole Create()
    {
        if (!Console.IsOutputRedirected)
            return AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(Console.Out) });
        console.Profile.Width = 120;
        return console;
    }
}
