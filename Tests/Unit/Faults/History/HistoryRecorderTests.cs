using System.Text;
using Microsoft.Extensions.Time.Testing;
using Parley.Faults.History;
using Parley.Tests.Support;
using Parley.Tests.Unit.Faults.Checking;
using Xunit;

namespace Parley.Tests.Unit.Faults.History;

public class HistoryRecorderTests
{
    [Fact]
    public async Task What_is_recorded_is_read_back_with_its_line()
    {
        var run = GoodRun.Of(3);
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "run.jsonl");
        await using (var recorder = HistoryRecorder.Create(path, TimeProvider.System))
        {
            foreach (var record in run)
            {
                await recorder.RecordAsync(record);
            }
        }

        var read = await RecordedRun.LoadAsync(path, TestContext.Current.CancellationToken);
        Assert.Null(read.TruncatedLine);
        Assert.Equal(RecordedRun.Of(run).Records.Select(Json), read.Records.Select(Json));
        Assert.Equal(RecordedRun.Of(run).Records.Select(record => record.Line), read.Records.Select(record => record.Line));
    }

    [Fact]
    public async Task Every_kind_of_record_has_a_name_in_the_file()
    {
        var kinds = typeof(HistoryRecord).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(HistoryRecord)) && !type.IsAbstract);
        var named = Attribute.GetCustomAttributes(typeof(HistoryRecord), typeof(System.Text.Json.Serialization.JsonDerivedTypeAttribute))
            .Cast<System.Text.Json.Serialization.JsonDerivedTypeAttribute>().Select(attribute => attribute.DerivedType);
        Assert.Equal(kinds.OrderBy(type => type.Name), named.OrderBy(type => type.Name));

        var line = Encoding.UTF8.GetString(await Written(new Acked { At = 5, Client = 1, User = "u1", Connection = 2, Room = "r1", Op = 7, Seq = 3, Epoch = "e1" }));
        Assert.Equal("""{"type":"ok","at":5,"seq":3,"epoch":"e1","op":7,"room":"r1","client":1,"user":"u1","connection":2}""" + "\n", line);
    }

    [Fact]
    public async Task Times_are_nanoseconds_since_the_recorder_was_made()
    {
        var time = new FakeTimeProvider();
        await using var recorder = new HistoryRecorder(new MemoryStream(), time);
        time.Advance(TimeSpan.FromMilliseconds(1.5));
        Assert.Equal(1_500_000, recorder.Now);
    }

    [Fact]
    public async Task Many_threads_record_and_nothing_is_lost_or_torn()
    {
        const int Threads = 8, Each = 5_000; // more than may wait at once
        var file = new MemoryStream();
        await using (var recorder = new HistoryRecorder(file, TimeProvider.System))
        {
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
            {
                for (var i = 0; i < Each; i++)
                {
                    await recorder.RecordAsync(new FaultHealed { At = i, Fault = thread });
                }
            })));
        }

        var read = await Read(file.ToArray());
        Assert.Equal(Threads * Each, read.Records.Count);
        Assert.All(read.Records.Cast<FaultHealed>().GroupBy(heal => heal.Fault), heals => Assert.Equal(Enumerable.Range(0, Each).Select(i => (long)i), heals.Select(heal => heal.At)));
    }

    [Fact]
    public async Task A_last_line_that_was_cut_short_is_left_out_and_reported()
    {
        var whole = await Written(new FaultHealed { At = 1, Fault = 1 }, new FaultHealed { At = 2, Fault = 2 });
        for (var length = Array.IndexOf(whole, (byte)'\n') + 2; length < whole.Length - 1; length++)
        {
            var read = await Read(whole[..length]);
            Assert.Equal(1, Assert.IsType<FaultHealed>(Assert.Single(read.Records)).Fault);
            Assert.Equal(2, read.Truncated);
        }
    }

    [Theory]
    [InlineData("{\"type\":\"heal\",\"at\":1")]
    [InlineData("{\"type\":\"nothing of ours\",\"at\":1}")]
    [InlineData("{\"type\":\"heal\",\"at\":1}")]
    [InlineData("null")]
    public async Task Any_other_broken_line_is_an_error_that_names_it(string line)
    {
        var error = await Assert.ThrowsAsync<HistoryException>(() => Read(Encoding.UTF8.GetBytes($"{{\"type\":\"heal\",\"at\":1,\"fault\":1}}\n{line}\n{{\"type\":\"heal\",\"at\":2,\"fault\":1}}\n")));
        Assert.StartsWith("Line 2 ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_told_to_whoever_records_and_to_whoever_ends_the_run()
    {
        var recorder = new HistoryRecorder(new FullDisk(), TimeProvider.System);
        await Assert.ThrowsAsync<HistoryException>(async () =>
        {
            while (true)
            {
                await recorder.RecordAsync(new FaultHealed { At = 1, Fault = 1 });
            }
        });
        await Assert.ThrowsAsync<HistoryException>(async () => await recorder.DisposeAsync());
    }

    [Fact]
    public async Task A_history_is_never_written_over()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "run.jsonl");
        await HistoryRecorder.Create(path, TimeProvider.System).DisposeAsync();
        Assert.Throws<IOException>(() => HistoryRecorder.Create(path, TimeProvider.System));
    }

    private static async Task<byte[]> Written(params HistoryRecord[] records)
    {
        var file = new MemoryStream();
        await using (var recorder = new HistoryRecorder(file, TimeProvider.System))
        {
            foreach (var record in records)
            {
                await recorder.RecordAsync(record);
            }
        }

        return file.ToArray();
    }

    private static async Task<(List<HistoryRecord> Records, long? Truncated)> Read(byte[] file)
    {
        var reader = new HistoryReader(new MemoryStream(file));
        var records = new List<HistoryRecord>();
        await foreach (var record in reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            records.Add(record);
        }

        return (records, reader.TruncatedLine);
    }

    private static string Json(HistoryRecord record) => System.Text.Json.JsonSerializer.Serialize(record);

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");

        public override void WriteByte(byte value) => throw new IOException("No space left on device");

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("No space left on device");

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw new IOException("No space left on device");
    }
}
