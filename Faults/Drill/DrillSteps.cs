using System.Diagnostics;
using System.Globalization;

namespace Parley.Faults.Drill;

/// <summary>What was done and how long it took; said as it happens, and as a table at the end.</summary>
internal sealed class DrillSteps(TextWriter output)
{
    private readonly List<(string Step, TimeSpan Took, string Note)> _steps = [];

    /// <summary>Does it.</summary>
    /// <param name="note">What else there is to say about it, asked when it is done.</param>
    public async Task<T> DoAsync<T>(string step, Func<Task<T>> work, Func<T, string>? note = null)
    {
        await output.WriteLineAsync($"{step} …");
        var started = Stopwatch.GetTimestamp();
        var result = await work();
        await DoneAsync(step, Stopwatch.GetElapsedTime(started), note?.Invoke(result) ?? "");
        return result;
    }

    /// <inheritdoc cref="DoAsync{T}"/>
    public Task DoAsync(string step, Func<Task> work, string note = "") => DoAsync(
        step,
        async () =>
        {
            await work();
            return true;
        },
        _ => note);

    /// <summary>A table for docs/operators.md.</summary>
    public string Table() => string.Join('\n', ["| step | seconds | |", "|---|---|---|", .. _steps.Select(one => $"| {one.Step} | {Seconds(one.Took)} | {one.Note} |")]);

    private async Task DoneAsync(string step, TimeSpan took, string note)
    {
        _steps.Add((step, took, note));
        await output.WriteLineAsync($"    {Seconds(took)} s{(note.Length > 0 ? $", {note}" : "")}");
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
