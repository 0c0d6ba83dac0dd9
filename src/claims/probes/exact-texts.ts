/**
 * Statement of a checklist, by `textDigest` → the probe that decides exactly this statement. A digest holds no word of
 * somebody else's list, and fits one wording only: an item that is worded anew is decided by nothing until somebody binds it.
 * docs/decisions/ says how an entry gets here.
 */
export const EXACT_TEXTS: ReadonlyMap<string, string> = new Map([
  // This project's own wording.
  ['a1d4114f329471b36a16a13c962012763ac3764e45802dec1d7787d4599a664c', 'encrypted-at-rest'],
  // BMAD's infrastructure checklist (https://github.com/bmad-code-org/BMAD-METHOD), by section and place; its first version shares most of them.
  ['794596e4a7c0dce5b3de64fda1cb408d0ff46678b8d370a261046babfda6e036', 'least-privilege-not-refuted'], // 1.1, 1
  ['6711abbd1b75c0c8395043526cb6ae35f6f282f7626508361fdbf281220340a9', 'service-roles-minimal'], // 1.1, 2
  ['0147863404b6d914755f18d35c3e3027e83fbfe07c81b4c0c68c7235fbe3ed3d', 'encrypted-at-rest'], // 1.2, 1
  ['c3d980da25cd5415f7caa367590c2806da42e8a6cefd3fcc744061123df54cba', 'backups-encrypted'], // 1.2, 4
  ['534e91e2c571be745024693385503d24ac5d8235e38f557a7aeb566421fbc551', 'minimal-access-not-refuted'], // 1.3, 1
  ['1e3d75a8fde4e0726ea94adff9c3d5f15746c5743cbc1d6b0fa99f52549067f8', 'private-endpoints'], // 1.3, 2
  ['84fcf0daa5576b4211180ab017dd4491f01c6a4bd9aaa07057f7c8b94f4fb4db', 'networks-apart'], // 1.3, 5
  ['f4d78d90fa6cf753da01255a79361a061ea1daf23baf0237c881591175fa9b97', 'scanned'], // 1.4, 2
  ['b7286f8ffc2e41849029e0ce090f9be1ef2e16a0f41af4469dcd075d5e50a4b8', 'evidence-collected'], // 1.4, 3
  ['4aaba6a9cb52eabe68724c81a46e3dccf6959062debf22c8560f22b54142dc6a', 'all-from-code'], // 2.1, 1
  ['a4f451343ddd145ac43f6bb1e9a460741d85f31e1a675944da1428973669691c', 'code-follows-standards'], // 2.1, 2
  ['1207c50c636287c77e03fa130caeb2dae01517e961684c7ca58a39ba4091f78d', 'dependencies-documented'], // 2.1, 4
  ['2d6f9e9dfad63011fc619cda0f97e1966f4fc523c519628ddf5d40453c0c770b', 'stacks-and-names-consistent'], // 2.1, 5
  ['6e01249611d02b8622cd6ed38fc546763aebdd38db0dc42cc48a032fc2a7af98', 'tested-in-test'], // 2.2, 4
  ['03d44e4f7438beb527d7cff77883171e83955cbacfa8360bb691b0b5bd566768', 'code-documented'], // 2.2, 5
  ['e46cf7aa5d363a9e2b556b831600213bf63c51a503edadd54b84d1382a11da19', 'grouped-by-component'], // 2.3, 1
  ['5d7cd0594ede77beae0be124d60974c48863265817604e97ed73e657124e9ca9', 'tags-consistent'], // 2.3, 2
  ['ac229983e3d9a914417e457fccac62bd72c43c8898119245192e3955c152f431', 'deletion-guarded'], // 2.3, 3
  ['fc5fcfe676a0c16dd981d1331bd82fb0daa8063f527e6470023d8373ac0fbaa2', 'names-consistent'], // 2.3, 4
  ['10409361d8fb3cddfee462ad63b36b2e12692b82784892bb6c92a6d6b11dfae5', 'dependencies-declared'], // 2.3, 5
  ['2046637756bb65f7738bb4967006a095c1128c0c908a8145576e37b1ed91a7ce', 'spread-over-zones'], // 3.1, 1
  ['b2618f3f01efee262b912271ea1306509b1ac7bc6c7b20d149988ec67f9c4f6b', 'capacity-scales'], // 3.2, 1
  ['904d8b0b39e8b8385ff184572c4c65cb9bf38c6a051f9e895685338adc7c20a4', 'recovery-time-met'], // 3.3, 1
  ['d5fc10635a65e2b8fd3001e96986cf54bf8df3b6e67e66d7461105afa1909653', 'recovery-point-met'], // 3.3, 2
  ['5378864fe2057fedbcfc492b8bb5a07a84bbfde79136763b9a91f3c23a83563c', 'backup-strategy-implemented'], // 4.1, 1
  ['74684b1e5e8d908889529aa8fe757a3ca607d597a3d2cec501edee11707631d1', 'point-in-time-recovery'], // 4.1, 4
  ['a57760491320dd860c422863f1c146452ca7ac446cfc86a289f08170f8a77686', 'recovery-plan-documented'], // 4.2, 1
  ['57f35fd44b11088bf8d07d0fa49ee1d3cc55790e24ab0eefc951e6dc1b2b9bac', 'recovery-ordered'], // 4.2, 5
  ['d89773ec71933cce2db1a644b2c550eb391295edd7ed914d3c0300537dae9f3f', 'rollback-written'], // 4.3, 1
  ['2426d393f8415f34dd9667901eefed7c8a8f9ebd188ce0a0ef74a92bd24db726', 'data-recovery-written'], // 4.3, 2
  ['1bcffa7879971df360d11783c48b09aa7de3280fea695d28a493e2185261a06b', 'critical-components-watched'], // 5.1, 1
  ['845f73aa8f5ad6832ae189615659b7b9a55d7627f15a5e427333af27318f42bd', 'dashboards-made'], // 5.3, 1
  ['782ee2e85f3f9904012e319edfc8047031ed57692c17e0e12140f0cb10b5acf7', 'utilization-tracked'], // 5.3, 2
  ['17f23034deb9fcb8f4df0724d42165d4bb7ef6ec59740f3907f8789b34d94cca', 'alarms-in-runbook'], // 5.3, 5
  ['034fe7068baa709fd86366b290e0d73c10ed38f3324bcfa511cfa3f9ac724c26', 'latency-met'], // 6.1, 4
  ['561c6f9deac02139f37205783902799c96cfaec6eb2550f491f66b04464663b1', 'throughput-met'], // 6.1, 5
  ['fd61c96add743e92067edfff01e8bac6c1f12c5da3a66d5115ae7f8469d46a9e', 'cost-examined'], // 6.2, 1
  ['43f0a94dcc8c3f2b26b503b1cda150b1aa86d45e0e40e5f63cab0b3b9c6fc81f', 'change-documented'], // 7.1, 1
  ['b1c697fe680e6e8105ea13fd40be95851bc4b933a0941d09813ba7132cdf7241', 'runbook-written'], // 7.1, 2
  ['e5917afbd86791178db6ba0a9c8feaeebf7df0b1278c72afbc455b4bc9658170', 'as-built-written'], // 7.1, 4
  ['ecc8486a34940d524c6388f6a4589c3202f256f1823fd5895a01909cb8dd21a0', 'dependencies-documented'], // 7.1, 5
  ['a412a2429763fbe70fd40b076c25614da3109a20f446e5cd6ff5829a5787148c', 'policies-verified'], // 7.2, 3
  ['c6544251d6993137505c68bea359d09fba9d250f7ba2d63e605f325386d94617', 'handover-acknowledged'], // 7.3, 5
  ['3b74f80a3ea8f20988315e975831a6377be1ca9f204457b554a664a988d96209', 'promotion-path'], // 8.1, 2
  ['1dbbec5596e2a7de06801fdfb100571958b5853dc6c73947bfe622e6aa3aa5a3', 'scanned'], // 8.1, 4
  ['b2a06cc851b37bc376aa7a9ddbf63c60edf90fc31f6cba24cc90d557aa1ac9e1', 'artifacts-traced'], // 8.1, 5
  ['f3311df8fccbb0b91398b76b1465fcb36597b05334918af222a3a69e2768264e', 'rollback-tested'], // 8.2, 1
  ['c1d8f856e5ad2a5c5a9d3ea5a0c33bc7c8e5fea2dbcb0e8d02f91c918d0ed7b7', 'window-named'], // 8.2, 3
  ['bb2ee886348a472ae82e2c9494e716b09da630c47542797e9cacf528d6890d3d', 'one-component-at-a-time'], // 8.2, 4
  ['65b219f9f255443820c6ccbfbcc8e67f3cb3c374516376a14fa500f00c54c065', 'production-checks-defined'], // 8.3, 1
  ['23da9d888a28f9be85309618329907d59d7dc8ef19334eac2b7044de62e11193', 'smoke-tested'], // 8.3, 2
  ['def97a7a11635b8d36364426db039037b5f7ac5d52dafbcefe2e87c7998dbe64', 'configuration-validated'], // 8.3, 3
  ['fcc764825b6c49ddb545f153eaa76173188034891fa013f9895965e2739deb1b', 'integration-tested'], // 8.3, 4
  ['69e6b455ff5a27e5a33920028d751817987fa778dfba3c8f4032103484e4091b', 'network-least-privilege'], // 9.1, 1
  ['8cda45db63d8f23c71149219c1a0718ffd7ed62faa6360d517a78bcbc5de5286', 'no-public-addresses'], // 9.1, 3
  ['7233c54e7cecfa631515e5d462afee3ce3b6c8cc7b504f0bde03e621771aec29', 'gateway-endpoints'], // 9.2, 2
  ['c9c1c71bf89e46ce88fb2f3c658eb240d107a12a1ec09e534fe7c276624f9fd3', 'flows-documented'], // 9.3, 1
  ['ccc0f29c945a3b80309dd16781fdae76540d2c5483b8831ce39b3a17ae01f481', 'network-monitored'], // 9.3, 4
  ['51591006028574b28c28c78d6a9a187513a71a6b4e5e3797673f1085929be4ea', 'qualities-met'], // 10.1, 2
  ['5c07d266fc5fb51c49093b551221f7cca3f57ab247c11a94a3e1dd26dac1fcc2', 'debt-documented'], // 10.2, 3
  ['5dbf5888e868f86039fad22589e8610677130e5cf00e97f3684eeae8edd83b67', 'capacity-plan-documented'], // 10.2, 5
  ['0471fe8c52a09b0cd2cb60f5f2e557029f5611acf23ee92c725894b37db0a187', 'mira-and-enrique-served'], // 11.1, 1
  ['8022bbfb0cdb6f9b8ee1de04dbe6d85dde633520d45f2b3f0dafe7eca6c72498', 'lily-and-enrique-served'], // 11.1, 2
  ['3deeea92ad3f523d9b716d33e3993044997d1e3568ada5f497407eb1932b236f', 'smoke-tested'], // 11.1, 4
  ['8f4c229df4df6e392064af78ca21b4ce3187e2e67e87295038946ce47fd0a7c7', 'qualities-met'], // 11.2, 2
  ['951420deecaf0feae88b8500a5c3d9923f171a7e971c2c34eca66c3c5f646b2f', 'architecture-validated'], // 11.3, 1
  ['5873f895805a9175b0a6f1666221d127d8c7167c096c5e405d609710099b080a', 'decisions-reflected'], // 11.3, 2
  ['0d05a824d92a2ec6cb3ccfc611e647123ddb977ef60e710df100fb555d4567b5', 'debt-documented'], // 11.3, 3
  ['096534bafc2e2cd38119e3098a23541ec2ff799af2bb0f595a7c33fc5639ca2d', 'performance-met'], // 11.3, 5
  ['70b037f8987ea420f0fedeadcc4dfd15381446737f591829543a03c9fc08527b', 'architecture-complete'], // 12.1, 1
  ['9814f9feb63ecbfef08f4345a198869a037c323d045edc0f4f4d5ecb827f536b', 'decisions-reasoned'], // 12.1, 2
  ['e6c1ea9c47aaec1f2efbebc2904f7269c120c9a0360e3c53229dafc048e41253', 'application-integration-documented'], // 12.1, 4
  ['5f2116216f0c927312f08ba84d2569f833067b83c69d13f8e6fad8e9d9595ec3', 'qualities-answered'], // 12.1, 5
  ['d86c3b9e32d86992a3f4778bd1d7bafcd41a408fbaeb40c6a76f6a8bc100cfb1', 'components-as-designed'], // 12.2, 3
  ['c90c5d3f6ac2da04d8e6ee608029f68d4aa160ddb6c495921fe19a95a72a09b5', 'environments-described'], // 12.2, 4
  ['ff433c67458cc62fc18669b950b2a9c1856fa132e216092365547729f0770700', 'operations-described'], // 12.3, 4
  ['1e71adc19d67d43783d274bc0a880cbe886f653d056989866488527794d0ce60', 'evolution-documented'], // 12.3, 5
  ['0c0cfe84ca9fba0092208352d2e687c2567f161cf72f5bec42817d0f262a3af2', 'no-findings'], // before the change, 2
  ['018dff02047e770d05a3b6c143545af4e75b5882e3b4a45f864eb60de9fdd5f3', 'tested-in-test'], // before the change, 3
  ['0484cea8a19d507d52909e475787bbff9864a3794f004efb65443e27ff534b4b', 'rollback-tested'], // before the change, 4
  ['7d2eb4a15f4eece1aae7823c4ee6bc7ed54b0f3cf46a35118c17bc0b2fb9eeff', 'approved'], // before the change, 5
  ['4e4c1f2d0dcf3c8d8e13d5e1f2ede7ca1de75ccff888c60ad0168c1843461c2f', 'decisions-reflected'], // before the change, 6
]);
