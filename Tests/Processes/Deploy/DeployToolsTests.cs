using System.Diagnostics;
using System.Text.Json;
using Parley.LocalCluster.Processes;
using Parley.Tests.Docs;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Deploy;

/// <summary>What the programs that samples of deploy are for say about them.</summary>
public sealed class DeployToolsTests
{
    /// <summary>Of ten; what systemd itself calls OK ends at 4.</summary>
    private const string MostExposure = "20";

    private static readonly Tool Systemd = new("systemd-analyze", "systemd");
    private static readonly Tool Compose = new("docker-compose", "docker-compose");

    [Fact]
    public async Task Compose_takes_the_file_and_secrets_are_made_once()
    {
        Assert.SkipWhen(Compose.Missing is not null, Compose.Missing ?? "");
        using var folder = new TempFolder();
        var secrets = Path.Combine(folder.Path, "secrets");

        Assert.Equal((0, ""), await Run(Compose.Path, "-f", Deploy("compose.yaml"), "config", "-q"));
        Assert.Equal(0, (await Run(Deploy("compose/secrets"), secrets)).Code);
        var password = File.ReadAllText(Path.Combine(secrets, "mysql_password"));
        Assert.Contains($"Password={password};", File.ReadAllText(Path.Combine(secrets, "mysql_connection")), StringComparison.Ordinal);
        Assert.Equal(1, (await Run(Deploy("compose/secrets"), secrets)).Code);
        Assert.Equal(password, File.ReadAllText(Path.Combine(secrets, "mysql_password")));
        var wanted = File.ReadAllLines(Deploy("compose.yaml")).Where(line => line.Contains("./compose/secrets.d/", StringComparison.Ordinal)).Select(line => line.Split("secrets.d/")[1].TrimEnd(' ', '}'));
        Assert.Equal(wanted.Order(StringComparer.Ordinal), Directory.GetFiles(secrets).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("parley")]
    [InlineData("parley-silo")]
    [InlineData("parley-frontend")]
    public async Task Systemd_takes_the_unit_and_finds_little_that_is_open(string name)
    {
        Assert.SkipWhen(Systemd.Missing is not null, Systemd.Missing ?? "");
        using var folder = new TempFolder();
        var unit = Path.Combine(folder.Path, $"{name}.service");
        var text = await File.ReadAllTextAsync(Deploy($"systemd/{name}.service"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(unit, text.Replace("/usr/bin/dotnet", "/bin/true", StringComparison.Ordinal), TestContext.Current.CancellationToken); // wherever it is here

        Assert.Equal((0, ""), await Run(Systemd.Path, "verify", unit));
        Assert.Equal(0, (await Run(Systemd.Path, "security", "--offline=true", $"--threshold={MostExposure}", "--no-pager", unit)).Code);
    }

    [Fact]
    public async Task HAProxy_takes_the_file_of_compose()
    {
        Assert.SkipWhen(Tool.HaProxy.Missing is not null, Tool.HaProxy.Missing ?? "");

        var (code, output) = await Run(Tool.HaProxy.Path, "-c", "-f", Deploy("compose/haproxy.cfg"));

        Assert.True(code == 0 && !output.Contains("WARNING", StringComparison.Ordinal), output);
    }

    /// <summary>As MSBuild has it. There is no registry here from which an image could be made.</summary>
    [Theory]
    [InlineData("Silo", "parley/silo", "8080 11111 30000")]
    [InlineData("WebFrontend", "parley/frontend", "8080")]
    public async Task The_image_of_a_program_has_no_shell_and_is_not_run_by_root(string project, string repository, string ports)
    {
        var (code, output) = await Run("dotnet", "msbuild", Path.Combine(GeneratedDoc.Root, project), "-getProperty:ContainerRepository,ContainerBaseImage,ContainerUser,ContainerImageTag", "-getItem:ContainerPort");
        Assert.Equal(0, code);
        var (properties, items) = (JsonDocument.Parse(output).RootElement.GetProperty("Properties"), JsonDocument.Parse(output).RootElement.GetProperty("Items"));

        Assert.Equal((repository, "app"), (properties.Text("ContainerRepository"), properties.Text("ContainerUser")));
        Assert.Matches("^mcr\\.microsoft\\.com/dotnet/aspnet:10\\.0-.*chiseled-extra$", properties.Text("ContainerBaseImage"));
        Assert.Equal(ports, string.Join(' ', items.GetProperty("ContainerPort").EnumerateArray().Select(port => port.Text("Identity"))));

        // What compose and Kubernetes ask for.
        var image = $"{repository}:{properties.Text("ContainerImageTag")}";
        Assert.Contains($"image: {image}\n", File.ReadAllText(Deploy("compose.yaml")), StringComparison.Ordinal);
        Assert.Contains($"image: registry.example.org/{image}\n", string.Concat(Directory.GetFiles(Deploy("kubernetes")).Select(File.ReadAllText)), StringComparison.Ordinal);
    }

    private static string Deploy(string path) => Path.Combine(GeneratedDoc.Root, "deploy", path);

    private static async Task<(int Code, string Output)> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
