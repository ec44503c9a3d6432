using System.Buffers;
using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.SignalR.Protocol;
using Parley.Grains.Rooms;
using Parley.Rooms;
using Parley.WebFrontend.Realtime;

namespace Parley.Benchmarks.Micro;

/// <summary>A batch of ten messages on its way out, once per frontend and protocol whatever the number of its readers.</summary>
public class Encode
{
    private readonly ImmutableArray<RoomEvent> _events = MessageBatch.Events(1, 10);
    private readonly EncodedBatch[] _batches = [.. Enumerable.Range(0, 10).Select(i => new EncodedBatch(MessageBatch.Room, MessageBatch.Epoch, MessageBatch.Events(1 + i, 1)))];
    private readonly ArrayBufferWriter<byte> _frame = new(64 * 1024);
    private readonly JsonHubProtocol _json = new();
    private readonly MessagePackHubProtocol _messagePack = new();

    [Benchmark]
    public int RawJson() => New().Frame.Length;

    [Benchmark]
    public int HubJson() => New().HubMessage.GetSerializedMessage(_json).Length;

    [Benchmark]
    public int HubMessagePack() => New().HubMessage.GetSerializedMessage(_messagePack).Length;

    /// <summary>Ten batches that are written already, joined to one frame for one connection.</summary>
    [Benchmark]
    public int JoinTenBatches()
    {
        _frame.ResetWrittenCount();
        _batches[0].BeginFrame(_frame);
        for (var i = 1; i < _batches.Length; i++)
        {
            _batches[i].AppendTo(_frame);
        }

        EncodedBatch.EndFrame(_frame);
        return _frame.WrittenCount;
    }

    /// <summary>What the log keeps of ten messages.</summary>
    [Benchmark]
    public int LogPayloads()
    {
        var length = 0;
        foreach (var e in _events)
        {
            length += RoomEventCodec.Payload(e)!.Length;
        }

        return length;
    }

    private EncodedBatch New() => new(MessageBatch.Room, MessageBatch.Epoch, _events);
}
