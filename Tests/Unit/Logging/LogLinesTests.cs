using Microsoft.Extensions.Logging;
using Parley.Silo.Logging;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Unit.Logging;

[Trait("Scope", "S23")]
public sealed class LogLinesTests
{
    [Fact]
    public void A_line_of_text_says_when_how_bad_who_what_and_for_which_request()
    {
        var line = Assert.Single(Written(
            new LoggingOptions { FileForm = "Text" },
            log =>
            {
                using (log.BeginScope(new Dictionary<string, object> { ["RequestId"] = "r-1" }))
                {
                    log.LogWarning(new EventId(17, "Fell"), "Room {Room} fell {Count} times", "lobby", 3);
                }
            }));

        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [+-]\d\d:\d\d warn: Parley\.Here\[17\] Room lobby fell 3 times \(request r-1\)$", line);
    }

    [Fact]
    public void What_comes_from_outside_cannot_look_like_a_line_of_its_own()
    {
        var lines = Written(new LoggingOptions { FileForm = "Text" }, log => log.LogError(new InvalidOperationException("a\nb"), "Name {Name}", "eve\r\n12:00:00 info: all is well\u2028\e[2J"));

        Assert.Equal("Name eve 12:00:00 info: all is well [2J System.InvalidOperationException: a b", Assert.Single(lines).Split("] ", 2)[1]);
    }

    [Fact]
    public void A_line_of_JSON_has_what_it_is_made_of()
    {
        var line = Assert.Single(Written(new LoggingOptions(), log => log.LogInformation(new EventId(17), "Room {Room} fell", "lobby\n")));

        var json = System.Text.Json.JsonDocument.Parse(line).RootElement;
        Assert.Equal("lobby\n", json.GetProperty("Room").GetString());
        Assert.Equal("Parley.Here", json.GetProperty("SourceContext").GetString());
        Assert.Equal(17, json.GetProperty("EventId").GetProperty("Id").GetInt32());
    }

    [Fact]
    public void A_folder_of_files_stays_within_its_bounds()
    {
        using var folder = new TempFolder();
        var text = new string('x', 1000);

        Write(new LoggingOptions { Folder = folder.Path, FileForm = "Text", MaxFileBytes = 65536, MaxFiles = 3 }, log =>
        {
            for (var i = 0; i < 500; i++)
            {
                log.LogInformation("{Number} {Text}", i, text);
            }
        });

        var files = Directory.GetFiles(folder.Path).Order().ToArray();
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.StartsWith("parley-20", Path.GetFileName(file), StringComparison.Ordinal));
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 65536 + 2000));
        Assert.Contains(files, file => File.ReadAllText(file).Contains("499 xxx", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_that_are_too_old_go()
    {
        using var folder = new TempFolder();
        var (old, recent) = (Path.Combine(folder.Path, "parley-20200101.log"), Path.Combine(folder.Path, $"parley-{DateTime.Now.AddDays(-3):yyyyMMdd}.log"));
        File.WriteAllText(old, "old");
        File.WriteAllText(recent, "recent");

        Write(new LoggingOptions { Folder = folder.Path, FileForm = "Text", KeepDays = 7 }, log => log.LogInformation("today"));

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(recent));
    }

    [Fact]
    public void Lines_that_are_lost_are_counted_and_warned_of()
    {
        var lost = new LostLines();
        Serilog.Sinks.Async.IAsyncLogEventSinkMonitor monitor = lost;
        monitor.StartMonitoring(new Queue(Waiting: 3, Lost: 0));
        Assert.Equal((0, 3), (lost.Count, lost.Waiting));
        Assert.Empty(lost.Current);

        var full = new Queue(Waiting: 10, Lost: 7);
        monitor.StartMonitoring(full);
        Assert.Equal((7, 13), (lost.Count, lost.Waiting));
        Assert.StartsWith("7 lines of this process's log were lost", Assert.Single(lost.Current), StringComparison.Ordinal);
        monitor.StopMonitoring(full);
        Assert.Empty(lost.Current);
    }

    [Fact]
    public void What_is_muted_is_not_written()
    {
        var lines = Written(new LoggingOptions { FileForm = "Text", FileLevel = "Information", Muted = ["Parley.Here/17", "Other"] }, log =>
        {
            log.LogInformation(new EventId(17), "muted");
            log.LogDebug(new EventId(18), "too fine");
            log.LogInformation(new EventId(18), "heard");
        });

        Assert.EndsWith("heard", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Parley.Grains", "Parley.Grains.Rooms", true)]
    [InlineData("Parley.Grains", "parley.grains", true)]
    [InlineData("Parley.Grains", "Parley.GrainsToo", false)]
    [InlineData("Parley.Grains.Rooms", "Parley.Grains", false)]
    public void A_category_counts_for_what_is_below_it(string category, string other, bool covers) => Assert.Equal(covers, LevelOf.Covers(category, other));

    [Fact]
    public void Every_wrong_setting_of_the_log_is_named()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");
        var wrong = new LoggingOptions
        {
            Level = "3", Levels = ["Parley", "Parley=Loud", "Parley=Debug"], Muted = ["Parley/x"], Console = "Xml", FileForm = "None", Folder = file, KeepDays = 0, MaxFileBytes = 1, MaxFiles = 0, MaxQueued = 1,
        };

        var faults = new LoggingOptions.Validator().Validate(null, wrong).Failures!.ToArray();

        Assert.Equal(
            ["Level", "Console", "FileForm", "Folder", "KeepDays", "MaxFileBytes", "MaxFiles", "MaxQueued", "Levels", "Levels", "Muted"],
            faults.Select(fault => fault.Split(' ')[0].Split(':')[^1]));
        Assert.True(new LoggingOptions.Validator().Validate(null, new LoggingOptions()).Succeeded);
    }

    private static string[] Written(LoggingOptions options, Action<ILogger> write)
    {
        using var folder = new TempFolder();
        options.Folder = folder.Path;
        Write(options, write);
        return [.. Directory.GetFiles(folder.Path).SelectMany(File.ReadAllLines)];
    }

    private static void Write(LoggingOptions options, Action<ILogger> write)
    {
        using var provider = new FileLog(options, new LostLines());
        using var factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(provider));
        write(factory.CreateLogger("Parley.Here"));
    }

    private sealed record Queue(int Waiting, long Lost) : Serilog.Sinks.Async.IAsyncLogEventSinkInspector
    {
        public int BufferSize => 10;

        public int Count => Waiting;

        public long DroppedMessagesCount => Lost;
    }
}
