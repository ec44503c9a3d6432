using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Parley.WebFrontend.Realtime;

/// <summary>The hub's protocols, each in a <see cref="HubProtocol"/>.</summary>
internal sealed class HubProtocols(IEnumerable<IHubProtocol> protocols) : IHubProtocolResolver
{
    private readonly FrozenDictionary<string, IHubProtocol> _protocols = protocols
        .Select(inner => (IHubProtocol)new HubProtocol(inner)).ToFrozenDictionary(protocol => protocol.Name, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<IHubProtocol> AllProtocols => _protocols.Values;

    public IHubProtocol? GetProtocol(string protocolName, IReadOnlyList<string>? supportedProtocols) =>
        _protocols.TryGetValue(protocolName, out var protocol) && supportedProtocols?.Contains(protocol.Name, StringComparer.OrdinalIgnoreCase) != false
            ? protocol
            : null;
}

/// <summary>
/// Adds two things that SignalR lacks: a last argument may be left out, and a call whose arguments do not fit is answered with a
/// sentence that says so.
/// </summary>
internal sealed class HubProtocol(IHubProtocol inner) : IHubProtocol
{
    /// <summary>Methods by their arguments, as told to a caller whose arguments do not fit.</summary>
    private static readonly FrozenDictionary<string, string> Signatures = new Dictionary<string, string>
    {
        [nameof(ChatHub.Subscribe)] = "(room: string, afterSeq: number or null, epoch?: string or null)",
        [nameof(ChatHub.SubscribeMany)] = "(rooms: array of {room, after, epoch?})",
        [nameof(ChatHub.Unsubscribe)] = "(room: string)",
        [nameof(ChatHub.Send)] = "(room: string, clientId: string, text: string, options: null or {replyTo?, thread?, draft?, files?})",
        [nameof(ChatHub.Edit)] = "(room: string, seq: number, clientId: string, text: string)",
        [nameof(ChatHub.Delete)] = "(room: string, seq: number, clientId: string or null)",
        [nameof(ChatHub.React)] = "(room: string, seq: number, clientId: string or null, emoji: string, on: boolean)",
        [nameof(ChatHub.MarkRead)] = "(room: string, seq: number)",
        [nameof(ChatHub.MarkUnread)] = "(room: string, seq: number)",
        [nameof(ChatHub.WatchMe)] = "()",
        [nameof(ChatHub.Presence)] = "(state: string)",
        [nameof(ChatHub.WatchPresence)] = "(users: array of strings)",
        [nameof(ChatHub.Typing)] = "(room: string)",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public string Name => inner.Name;

    public int Version => inner.Version;

    public TransferFormat TransferFormat => inner.TransferFormat;

    public bool IsVersionSupported(int version) => inner.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => inner.GetMessageBytes(message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => inner.WriteMessage(message, output);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        var again = input;
        if (!inner.TryParseMessage(ref input, binder, out message))
        {
            return false;
        }

        if (message is not InvocationBindingFailureMessage failure)
        {
            return true;
        }

        if (string.Equals(failure.Target, nameof(ChatHub.Subscribe), StringComparison.OrdinalIgnoreCase) &&
            inner.TryParseMessage(ref again, new WithoutLast(binder), out var shorter) && shorter is InvocationMessage call)
        {
            message = new InvocationMessage(call.InvocationId, call.Target, [.. call.Arguments, null], call.StreamIds) { Headers = call.Headers };
            return true;
        }

        if (Signatures.TryGetValue(failure.Target, out var signature))
        {
            var sentence = new HubException($"The arguments do not fit. {failure.Target} takes {signature}.");
            message = new InvocationBindingFailureMessage(failure.InvocationId, failure.Target, ExceptionDispatchInfo.Capture(sentence));
        }

        return true;
    }

    private sealed class WithoutLast(IInvocationBinder binder) : IInvocationBinder
    {
        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [.. binder.GetParameterTypes(methodName).SkipLast(1)];

        public Type GetReturnType(string invocationId) => binder.GetReturnType(invocationId);

        public Type GetStreamItemType(string streamId) => binder.GetStreamItemType(streamId);

        public string? GetTarget(ReadOnlySpan<byte> utf8Bytes) => binder.GetTarget(utf8Bytes);
    }
}
