using System.Text.Json;
using System.Threading.Channels;

namespace Parley.Faults.History;

/// <summary>
/// Writes a history while it happens. Any thread may record; one task writes. It is under no cancellation: whoever gives the run
/// up disposes the recorder, and everything that was recorded until then is in the file.
/// </summary>
public sealed class HistoryRecorder : IAsyncDisposable
{
    /// <summary>Records that may wait for the disk; whoever records more waits with them.</summary>
    private const int Capacity = 16_384;

    private readonly Channel<HistoryRecord> _waiting = Channel.CreateBounded<HistoryRecord>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Stream _file;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Task _writing;

    /// <param name="file">Taken over: disposed with the recorder.</param>
    public HistoryRecorder(Stream file, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _file = file;
        _time = time;
        _started = time.GetTimestamp();
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Records into a new file.</summary>
    /// <exception cref="IOException">The file is there already: a history is never written over.</exception>
    public static HistoryRecorder Create(string path, TimeProvider time) =>
        new(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 64 * 1024, useAsync: true), time);

    /// <summary>The stamp for a record made now: nanoseconds since the recorder was made.</summary>
    public long Now => (long)(_time.GetElapsedTime(_started).Ticks * TimeSpan.NanosecondsPerTick);

    /// <summary>Returns when the record is certain to be written, which is not yet to say that it is on the disk.</summary>
    /// <exception cref="HistoryException">The file could not be written, or the recorder was disposed.</exception>
    public async ValueTask RecordAsync(HistoryRecord record)
    {
        if (_waiting.Writer.TryWrite(record))
        {
            return;
        }

        try
        {
            await _waiting.Writer.WriteAsync(record);
        }
        catch (ChannelClosedException e)
        {
            throw e.InnerException is null
                ? new HistoryException("The history is closed: record before the recorder is disposed.")
                : new HistoryException("The history could not be written; the run proves nothing. See the inner exception.", e.InnerException);
        }
    }

    /// <summary>Writes what is waiting, and forces it to the disk.</summary>
    /// <exception cref="HistoryException">Something of it could not be written.</exception>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        try
        {
            await _writing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HistoryException("The history could not be written to its end; the run proves nothing.", e);
        }
        finally
        {
            await _file.DisposeAsync();
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync())
            {
                while (_waiting.Reader.TryRead(out var record))
                {
                    await JsonSerializer.SerializeAsync(_file, record, HistoryJson.Default.HistoryRecord);
                    _file.WriteByte((byte)'\n');
                }

                // Nothing waits: give the file to the system, so that a killed run leaves what it saw.
                await _file.FlushAsync();
            }

            (_file as FileStream)?.Flush(flushToDisk: true);
        }
        catch (Exception e)
        {
            _waiting.Writer.TryComplete(e); // whoever records from now on is told
            throw;
        }
    }
}
