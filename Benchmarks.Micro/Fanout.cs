using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Realtime;
using Parley.Rooms;
using Parley.WebFrontend.Dashboard;
using Parley.WebFrontend.Realtime;

namespace Parley.Benchmarks.Micro;

/// <summary>A batch of one message passed on to a thousand listeners that take it and do nothing. Figures are per listener.</summary>
public class Fanout
{
    private const int Listeners = 1000;

    private readonly RoomFanout _fanout = new(MessageBatch.Room, Metrics());
    private readonly List<Sink> _sinks = [];
    private long _head;

    public Fanout()
    {
        _fanout.BeginAttach();
        _fanout.Attached(new Attachment(MessageBatch.Epoch, 0, "silo", [], Reset: false));
        for (var i = 0; i < Listeners; i++)
        {
            var sink = new Sink($"user{i}");
            var subscriber = new Subscriber(sink, MessageBatch.Room);
            _sinks.Add(sink);
            if (_fanout.TryJoin(subscriber) is not null ||
                _fanout.Complete(subscriber, new Subscription(new EventPage(MessageBatch.Room, MessageBatch.Epoch, 0, 1, []), Complete: true), null) != JoinResult.Joined)
            {
                throw new InvalidOperationException("A listener could not join.");
            }
        }
    }

    [Benchmark(OperationsPerInvoke = Listeners)]
    public void ToAThousand()
    {
        _head++;
        _fanout.Deliver(new RoomBatch(MessageBatch.Room, MessageBatch.Epoch, [MessageBatch.Message(_head)]));
        if (_sinks[^1].Last != _head)
        {
            throw new InvalidOperationException($"Message {_head} did not arrive.");
        }
    }

    private static FrontendMetrics Metrics() =>
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(), TimeProvider.System, NullLogger<FrontendMetrics>.Instance);

    private sealed class Sink(string user) : IListener
    {
        public long Last { get; private set; }

        public string UserId => user;

        public bool Events(EncodedBatch batch, Subscriber subscriber)
        {
            Last = batch.To;
            return true;
        }

        public void Gap(Subscriber subscriber, string epoch, long fromSeq) => throw new InvalidOperationException("Nothing was missed.");

        public void Ephemeral(Push ephemeral)
        {
        }
    }
}
