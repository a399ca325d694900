using System.Globalization;
using Opportune.Runs;
using Spectre.Console;

namespace Opportune.App.Screen;

/// <summary>Shows a long work's progress on standard error: bars on a terminal, plain lines elsewhere, nothing when quiet.</summary>
internal static class ProgressView
{
    /// <summary>Runs <paramref name="work"/> and shows what it reports.</summary>
    public static Task<T> Show<T>(bool quiet, Func<IProgress<StepProgress>, Task<T>> work)
    {
        if (quiet)
            return work(new Silent());
        return Console.IsErrorRedirected ? work(new Lines()) : Bars(work);
    }

    private static Task<T> Bars<T>(Func<IProgress<StepProgress>, Task<T>> work) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
            .Progress()
            .AutoRefresh(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new BarReport(context)));

    private sealed class Silent : IProgress<StepProgress>
    {
        public void Report(StepProgress value)
        {
        }
    }

    private sealed class BarReport(ProgressContext context) : IProgress<StepProgress>
    {
        private readonly Dictionary<string, ProgressTask> _tasks = [];

        public void Report(StepProgress value)
        {
            // Threads report side by side.
            lock (_tasks)
            {
                if (!_tasks.TryGetValue(value.Step, out var task))
                    _tasks[value.Step] = task = context.AddTask(Markup.Escape(value.Step), maxValue: Math.Max(1, value.Total));
                task.MaxValue = Math.Max(1, value.Total);
                task.Value = value.Total == 0 ? 1 : Math.Max(task.Value, value.Done);
            }
        }
    }

    private sealed class Lines : IProgress<StepProgress>
    {
        private readonly Dictionary<string, int> _told = [];

        public void Report(StepProgress value)
        {
            var share = value.Total == 0 ? 4 : (int)(value.Done * 4 / value.Total);
            lock (_told)
            {
                // At most a line a quarter, so that a log stays readable.
                if (_told.TryGetValue(value.Step, out var told) && told >= share)
                    return;
                _told[value.Step] = share;
            }
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Step}: {value.Done:N0} of {value.Total:N0} {value.Unit}"));
        }
    }
}
