using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace Parley.Silo.Logging;

/// <summary>Writes to the console.</summary>
[ProviderAlias("Console")]
internal sealed class ConsoleLog(LoggingOptions options, LostLines lost) : LogProvider(LogPipeline.ToConsole(options, lost));

/// <summary>Writes daily files.</summary>
[ProviderAlias("File")]
internal sealed class FileLog(LoggingOptions options, LostLines lost) : LogProvider(LogPipeline.ToFiles(options, lost));

/// <summary>Gives what the platform logs to a pipeline of Serilog's. Disposed, it waits until all is written.</summary>
internal abstract class LogProvider(Logger pipeline) : ILoggerProvider, ISupportExternalScope
{
    private readonly SerilogLoggerProvider _inner = new(pipeline, dispose: true);

    public Microsoft.Extensions.Logging.ILogger CreateLogger(string categoryName) => _inner.CreateLogger(categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _inner.SetScopeProvider(scopeProvider);

    public void Dispose()
    {
        _inner.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>What becomes of a line: filters, form, place. Which levels of which categories come here is decided before, see <see cref="LevelRules"/>.</summary>
internal static class LogPipeline
{
    public static Logger ToConsole(LoggingOptions options, LostLines lost) => Pipeline(options, options.ConsoleLevel)
        .WriteTo.Async(console => console.Console(Formatter(options.Console, "HH:mm:ss")), options.MaxQueued, blockWhenFull: false, lost)
        .CreateLogger();

    public static Logger ToFiles(LoggingOptions options, LostLines lost) => Pipeline(options, options.FileLevel)
        .WriteTo.Async(
            files => files.File(
                Formatter(options.FileForm, "yyyy-MM-dd HH:mm:ss.fff zzz"),
                Path.Combine(options.Folder!, "parley-.log"),
                rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true,
                fileSizeLimitBytes: options.MaxFileBytes,
                retainedFileCountLimit: options.MaxFiles,
                retainedFileTimeLimit: TimeSpan.FromDays(options.KeepDays)),
            options.MaxQueued, blockWhenFull: false, lost)
        .CreateLogger();

    private static LoggerConfiguration Pipeline(LoggingOptions options, string? level)
    {
        var pipeline = new LoggerConfiguration().MinimumLevel.Is(Level(level)).Enrich.With<RequestOfLine>().Enrich.With<QueryOfLine>().Filter.ByExcluding(PrivateLines.Has);
        var muted = new MutedLines(options.Muted);
        return muted.IsEmpty ? pipeline : pipeline.Filter.ByExcluding(line => muted.Has(LineProperties.Category(line), LineProperties.Kind(line)));
    }

    private static ITextFormatter Formatter(string form, string timeFormat) =>
        Enum.Parse<LogForm>(form, ignoreCase: true) == LogForm.Json ? new RenderedCompactJsonFormatter() : new TextLine(timeFormat);

    private static LogEventLevel Level(string? level) => level is null || !LevelOf.TryParseLevel(level, out var parsed) ? LogEventLevel.Verbose
        : parsed == LogLevel.None ? LevelAlias.Off : LevelConvert.ToSerilogLevel(parsed);
}
