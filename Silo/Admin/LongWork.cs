using System.Text.Json;
using Parley.Grains.Storage;
using Parley.Silo.Startup;

namespace Parley.Silo.Admin;

/// <summary>Runs a command that works on the databases themselves and may take long: a bar while it does, then one sentence, or JSON.</summary>
internal static class LongWork
{
    /// <param name="asJson">The result, and no bar.</param>
    /// <param name="work">What to do; its result, and the sentence that says so.</param>
    /// <param name="isRefusal">Failures whose message is for the operator.</param>
    /// <param name="isFault">Results that are printed and say that something is wrong; null: none does.</param>
    /// <returns>Exit code of the program.</returns>
    public static async Task<int> RunAsync<T>(
        bool asJson, TextWriter output, TextWriter errors, Func<ProgressBar?, Task<(T Result, string Sentence)>> work, Func<Exception, bool> isRefusal, Func<T, bool>? isFault = null)
    {
        var bar = asJson ? null : new ProgressBar(errors);
        try
        {
            var (result, sentence) = await work(bar);
            bar?.End();
            await output.WriteLineAsync(asJson ? JsonSerializer.Serialize(result, JsonSerializerOptions.Web) : sentence);
            return isFault?.Invoke(result) == true ? ExitCodes.Refused : ExitCodes.Ok;
        }
        catch (Exception e) when (isRefusal(e))
        {
            bar?.End();
            await errors.WriteLineAsync(e.Message);
            return ExitCodes.Refused;
        }
        catch (DataFolderInUseException e)
        {
            bar?.End();
            await errors.WriteLineAsync($"A Parley process is using the data folder {e.Folder}. Stop it first.");
            return ExitCodes.Refused;
        }
        catch (Exception e) when (StartupFaults.Explain(e) is { } sentence)
        {
            bar?.End();
            await errors.WriteLineAsync(sentence);
            return ExitCodes.Configuration;
        }
    }
}
