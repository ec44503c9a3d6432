using k8s;
using k8s.Models;
using Parley.Tests.Docs;
using Xunit;

namespace Parley.Tests.Unit.Deploy;

/// <summary>
/// The manifests of deploy/kubernetes, read by the types of Kubernetes' own client, which are made of its API's schema: a field that there is not, or of another type, is refused. And what no
/// schema sees: that names lead somewhere. No cluster has run them here.
/// </summary>
public sealed class KubernetesManifestsTests
{
    private static readonly IReadOnlyList<object> All = Load();

    private static IEnumerable<(string Name, V1PodTemplateSpec Template)> Workloads =>
        Of<V1Deployment>().Select(one => (one.Metadata.Name, one.Spec.Template)).Concat(Of<V1StatefulSet>().Select(one => (one.Metadata.Name, one.Spec.Template)));

    [Fact]
    public void Whoever_selects_pods_finds_some()
    {
        var selectors = Of<V1Deployment>().Select(one => one.Spec.Selector.MatchLabels)
            .Concat(Of<V1StatefulSet>().Select(one => one.Spec.Selector.MatchLabels))
            .Concat(Of<V1PodDisruptionBudget>().Select(one => one.Spec.Selector.MatchLabels))
            .Concat(Of<V1Service>().Select(one => one.Spec.Selector))
            .Concat(Of<V1NetworkPolicy>().Select(one => one.Spec.PodSelector.MatchLabels))
            .Concat(Of<V1NetworkPolicy>().SelectMany(one => one.Spec.Ingress).SelectMany(rule => rule.FromProperty).Where(from => from.NamespaceSelector is null).Select(from => from.PodSelector.MatchLabels))
            .ToList();

        Assert.True(selectors.Count >= 15);
        Assert.All(selectors, selector => Assert.Contains(Workloads, workload => selector.All(label => workload.Template.Metadata.Labels.Contains(label))));
    }

    [Fact]
    public void Names_lead_somewhere()
    {
        var settings = Of<V1ConfigMap>().Select(one => one.Metadata.Name).ToHashSet();
        var secrets = Of<V1Secret>().ToDictionary(one => one.Metadata.Name, one => one.StringData);
        foreach (var (name, template) in Workloads)
        {
            var container = Assert.Single(template.Spec.Containers);
            Assert.All(container.EnvFrom ?? [], from => Assert.Contains(from.ConfigMapRef.Name, settings));
            Assert.All((container.Env ?? []).Select(one => one.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>(), key => Assert.Contains(key.Key, secrets[key.Name]));
            Assert.All((template.Spec.Volumes ?? []).Select(one => one.Secret).OfType<V1SecretVolumeSource>(), secret => Assert.Contains(secret.SecretName, secrets));
            Assert.All(
                (template.Spec.Volumes ?? []).Select(one => one.PersistentVolumeClaim).OfType<V1PersistentVolumeClaimVolumeSource>(),
                claim => Assert.Contains(Of<V1PersistentVolumeClaim>(), one => one.Metadata.Name == claim.ClaimName));
            var volumes = (template.Spec.Volumes ?? []).Select(one => one.Name).Concat(Of<V1StatefulSet>().Where(one => one.Metadata.Name == name).SelectMany(one => one.Spec.VolumeClaimTemplates).Select(one => one.Metadata.Name));
            Assert.All(container.VolumeMounts, mount => Assert.Contains(mount.Name, volumes));
            var ports = container.Ports.Select(port => port.Name).ToList();
            Assert.All(
                new[] { container.ReadinessProbe, container.LivenessProbe, container.StartupProbe }.OfType<V1Probe>(),
                probe => Assert.Contains((probe.HttpGet?.Port ?? probe.TcpSocket.Port).Value, ports));
        }

        var named = Of<V1Service>().SelectMany(one => one.Spec.Ports).Select(port => port.TargetPort.Value).Concat(Of<V1NetworkPolicy>().SelectMany(one => one.Spec.Ingress).SelectMany(rule => rule.Ports).Select(port => port.Port.Value));
        Assert.All(named, port => Assert.Contains(Workloads, workload => workload.Template.Spec.Containers[0].Ports.Any(one => one.Name == port)));
        Assert.All(Of<V2HorizontalPodAutoscaler>(), one => Assert.Contains(Of<V1Deployment>(), deployment => deployment.Metadata.Name == one.Spec.ScaleTargetRef.Name));
        Assert.All(Of<V1Ingress>().SelectMany(one => one.Spec.Rules).SelectMany(rule => rule.Http.Paths), path => Assert.Contains(Of<V1Service>(), one => one.Metadata.Name == path.Backend.Service.Name));
        Assert.Equal(
            Of<V1ConfigMap>().Single(one => one.Metadata.Name == "parley-settings").Data.Where(one => one.Key.EndsWith("__File", StringComparison.Ordinal)).Select(one => Path.GetFileName(one.Value)).Order(StringComparer.Ordinal),
            secrets["parley-connections"].Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Pods_may_do_little_and_say_how_they_are()
    {
        foreach (var (name, template) in Workloads)
        {
            var container = template.Spec.Containers[0];
            Assert.True(template.Spec.SecurityContext.RunAsNonRoot);
            Assert.Equal("RuntimeDefault", template.Spec.SecurityContext.SeccompProfile.Type);
            Assert.False(template.Spec.AutomountServiceAccountToken);
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.NotNull(container.ReadinessProbe);
            if (name.StartsWith("parley-", StringComparison.Ordinal))
            {
                Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
                Assert.Equal(("/health/ready", "/health/live"), (container.ReadinessProbe.HttpGet.Path, container.LivenessProbe.HttpGet.Path));
                Assert.Contains(Of<V1PodDisruptionBudget>(), one => one.Metadata.Name == name);
            }
        }
    }

    private static IEnumerable<T> Of<T>() => All.OfType<T>();

    private static List<object> Load() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(GeneratedDoc.Root, "deploy", "kubernetes"), "*.yaml")
            .Where(file => Path.GetFileName(file) != "kustomization.yaml") // of kubectl, not of the API
            .SelectMany(file => KubernetesYaml.LoadAllFromString(File.ReadAllText(file), strict: true)),
    ];
}
