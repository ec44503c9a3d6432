using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Parley.FileStores;
using Parley.Grains.Files;
using Parley.Grains.Storage;
using Parley.Silo.Settings;

namespace Parley.Silo.Admin;

/// <summary><c>admin files</c>: whether the store of files and the databases agree. On the databases and the store themselves, beside a server or without one.</summary>
internal sealed class FileCommands(Option<string?> dataPath, Option<bool> json, TextWriter output, TextWriter errors, TimeProvider clock)
{
    private const int Printed = 20;

    public Command Build() => new("files", "See whether the files that there should be are there, and erase those that nobody knows.") { Check(), Sweep() };

    private Command Sweep()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Count, and erase nothing." };
        var force = new Option<bool>("--force") { Description = "However many they are (see Parley:Files:SweepAtMost). If nobody knows any file of the store, none is erased all the same." };
        var command = new Command("sweep", "Erase files that no upload, no message and no export has, and that nobody has written to for Parley:Files:SweepGrace. Servers do it by themselves, once in Parley:Files:SweepEvery.") { dryRun, force };
        command.SetAction((parsed, cancellation) => DoAsync<FileSweepResult>(
            parsed,
            async (place, bar) =>
            {
                var register = new FileRegister(place.Messages, place.Identity, place.Grains, clock);
                var limits = new FileSweepLimits(clock.GetUtcNow() - place.Options.SweepGrace, parsed.GetValue(force) ? 1 : place.Options.SweepAtMost);
                var swept = await new FileSweep(place.Store, register, limits).RunAsync(parsed.GetValue(dryRun), bar, cancellation);
                return (swept, Sentence(swept, parsed.GetValue(dryRun), place.Options.SweepGrace));
            },
            swept => swept.Refusal is not null));
        return command;
    }

    private Command Check()
    {
        var command = new Command("check", "Name uploads, and files of messages, whose bytes are missing or too few. Exit code 1 if there are any.");
        command.SetAction((parsed, cancellation) => DoAsync<FileCheckResult>(
            parsed,
            async (place, bar) =>
            {
                var found = await new FileCheck(place.Messages, place.Identity, place.Store).RunAsync(bar, cancellation);
                return (found, Sentence(found));
            },
            found => found.Faults > 0));
        return command;
    }

    private Task<int> DoAsync<T>(ParseResult parsed, Func<Place, ProgressBar?, Task<(T Result, string Sentence)>> work, Func<T, bool> isFault) => LongWork.RunAsync(
        parsed.GetValue(json), output, errors,
        async bar =>
        {
            using var place = Place.Open(parsed.GetValue(dataPath));
            return await work(place, bar);
        },
        static e => e is FilesException or IOException or UnauthorizedAccessException or Amazon.Runtime.AmazonClientException or Amazon.Runtime.AmazonServiceException,
        isFault);

    private static string Sentence(FileSweepResult swept, bool isDryRun, TimeSpan grace)
    {
        var found = Text($"{swept.Files} files that nobody has written to for {grace.TotalHours:0.#} hours, {swept.Unknown} of them known to nobody ({swept.UnknownBytes} bytes).");
        return swept.Refusal is not null ? $"{found} {swept.Refusal}"
            : isDryRun ? $"{found} Nothing was erased."
            : Text($"{found} Erased: {swept.Erased} ({swept.ErasedBytes} bytes).");
    }

    private static string Sentence(FileCheckResult found)
    {
        var lines = found.First.Take(Printed).Select(file => Text($"{file.File}  {file.Fault}  room {file.Room}{(file.Seq is { } seq ? Text($", message {seq}") : "")}"));
        var more = found.Faults > Printed ? Text($"and {found.Faults - Printed} more; --json names {FileCheck.MaxNamed}") : null;
        var sum = found.Faults == 0 ? Text($"All of {found.Files} files are there.") : Text($"Of {found.Files} files {found.Faults} are not as they should be. Take them from a copy of the store, under the same names; what is lost cannot be downloaded any more.");
        return string.Join(Environment.NewLine, [.. lines, .. more is null ? Array.Empty<string>() : [more], sum]);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>The installation's databases as they are, whoever has them, and its files.</summary>
    private sealed record Place(Database Messages, Database Identity, Database Grains, IFileStore Store, FileStoreOptions Options) : IDisposable
    {
        public static Place Open(string? dataPath)
        {
            var settings = AdminSettings.Read(dataPath);
            var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
            builder.AddSettings();
            var services = new ServiceCollection().AddSingleton<IConfiguration>(builder.Configuration);
            if (!services.AddFileStore(builder.Configuration, settings.DataPath))
            {
                throw new FilesException("No files are taken here: neither Parley:Files:Path nor Parley:Files:S3:ServiceUrl is set.");
            }

            var provider = services.BuildServiceProvider();
            return new Place(
                settings.Open("messages"), settings.Open("identity"), settings.Open("grains"), provider.GetRequiredService<IFileStore>(),
                provider.GetRequiredService<IOptions<FileStoreOptions>>().Value);
        }

        public void Dispose()
        {
            Messages.Dispose();
            Identity.Dispose();
            Grains.Dispose();
            (Store as IDisposable)?.Dispose();
        }
    }
}

/// <summary>Files cannot be looked after. The message is for the operator.</summary>
internal sealed class FilesException(string message) : Exception(message);
