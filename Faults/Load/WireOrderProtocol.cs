using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Parley.Faults.Load;

/// <summary>
/// SignalR's JSON, with a look at every message as it is read. The stock client answers calls and raises events on different roads, so that
/// afterwards nobody can tell whether an event came before or after the answer to a subscription.
/// </summary>
/// <param name="heard">Called for each message in the order of the wire.</param>
internal sealed class WireOrderProtocol(Action<HubMessage> heard) : IHubProtocol
{
    private readonly JsonHubProtocol _json = new();

    public string Name => _json.Name;

    public int Version => _json.Version;

    public TransferFormat TransferFormat => _json.TransferFormat;

    public bool IsVersionSupported(int version) => _json.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _json.GetMessageBytes(message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _json.WriteMessage(message, output);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        if (!_json.TryParseMessage(ref input, binder, out message))
        {
            return false;
        }

        heard(message);
        return true;
    }
}
