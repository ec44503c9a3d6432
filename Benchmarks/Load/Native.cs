using System.Runtime.InteropServices;

namespace Parley.Benchmarks.Load;

/// <summary>What the load needs of Linux beyond .NET: one thread that waits for thousands of sockets and reads those that are ready, without a task or a buffer for each.</summary>
internal static partial class Native
{
    private const uint In = 0x1;
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int Again = 11;
    private const int Interrupted = 4;
    private const int Add = 1;
    private const int Delete = 2;
    private const int CloseOnExec = 0x80000;

    public static int Epoll()
    {
        var epoll = epoll_create1(CloseOnExec);
        return epoll >= 0 ? epoll : throw new BenchmarkException($"epoll_create1 failed: {Marshal.GetLastPInvokeError()}");
    }

    public static void Watch(int epoll, int socket, int number)
    {
        var e = new Event { Events = In, Data = (ulong)number };
        if (epoll_ctl(epoll, Add, socket, ref e) != 0)
        {
            throw new BenchmarkException($"epoll_ctl failed: {Marshal.GetLastPInvokeError()}");
        }
    }

    public static void Forget(int epoll, int socket)
    {
        var e = default(Event);
        if (epoll_ctl(epoll, Delete, socket, ref e) != 0)
        {
            throw new BenchmarkException($"epoll_ctl failed: {Marshal.GetLastPInvokeError()}");
        }
    }

    /// <summary>Waits, at most so long.</summary>
    public static int Wait(int epoll, Event[] events, TimeSpan atMost)
    {
        var time = new Time { Seconds = (long)atMost.TotalSeconds, Nanoseconds = atMost.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick };
        var count = epoll_pwait2(epoll, events, events.Length, ref time, 0);
        return count >= 0 ? count : Marshal.GetLastPInvokeError() == Interrupted ? 0 : throw new BenchmarkException($"epoll_pwait2 failed: {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Bytes read; 0: the server has ended the connection; -1: nothing is there.</summary>
    public static int Receive(int socket, Span<byte> buffer)
    {
        var count = recv(socket, ref MemoryMarshal.GetReference(buffer), buffer.Length, DontWait);
        return count >= 0 ? (int)count : Marshal.GetLastPInvokeError() is Again or Interrupted ? -1 : 0;
    }

    /// <summary>Bytes written, fewer than there are if the socket takes no more; -1: the connection has ended.</summary>
    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        var count = send(socket, ref MemoryMarshal.GetReference(bytes), bytes.Length, DontWait | NoSignal);
        return count >= 0 ? (int)count : Marshal.GetLastPInvokeError() is Again or Interrupted ? 0 : -1;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int socket, ref Event e);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_pwait2(int epoll, [Out] Event[] events, int max, ref Time timeout, nint mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, ref byte buffer, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, ref byte buffer, nint length, int flags);

    [StructLayout(LayoutKind.Sequential, Pack = 1)] // as on x86-64
    public struct Event
    {
        public uint Events;
        public ulong Data;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
